"""Whose name a payer's name is: the same words as a client's, or nearly; an exact name beats a near one."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from relance.domain.matching.persons import (
    Name,
    Sex,
    by_other_surname,
    parts,
    spellings,
    with_initials,
    with_letters,
    without_small,
)

_MOST = 8
"""A name that so many clients may bear tells nobody."""
CUT_FROM = 12
"""A name of so many characters may have been cut by the bank."""
_FEMININE = ("e", "ne", "le", "te")


class Grade(IntEnum):
    """How well a name fits; the lower the better."""

    SAME = 0
    NEAR = 1
    NONE = 2


@dataclass(frozen=True, slots=True)
class Payer:
    """Who a payer may be.

    Attributes:
        clients: keys of the clients that fit, none of them better than the others.

    """

    clients: tuple[str, ...] = ()
    grade: Grade = Grade.NONE

    @property
    def only(self) -> str | None:
        """The client, when it can be no other."""
        return self.clients[0] if len(self.clients) == 1 else None


@dataclass(frozen=True, slots=True)
class _Cut:
    """A name as the bank may write it, without spaces; cut behind `least` characters it is still that name."""

    joined: str
    least: int
    client: str
    sex: Sex
    person: bool


class Names:
    """The names of all clients, ready to be found."""

    def __init__(self) -> None:
        self._same: defaultdict[tuple[str, ...], dict[str, Name]] = defaultdict(dict)
        self._small: defaultdict[tuple[str, ...], dict[str, Name]] = defaultdict(dict)
        self._near: defaultdict[tuple[str, ...], dict[str, Name]] = defaultdict(dict)
        self._words: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._cut: list[_Cut] = []
        self._keys: list[str] = []
        self._seen: dict[str, Payer] = {}
        self.words_of: dict[str, list[frozenset[str]]] = {}

    @classmethod
    def of(cls, clients: Iterable[tuple[str, str, bool]]) -> Names:
        """The index of (key of the client, a name of it, whether it is a person for sure)."""
        index = cls()
        for client, text, person in clients:
            for name in parts(text, person=person):
                index._add(client, name)
        index._cut.sort(key=lambda cut: cut.joined)
        index._keys = [cut.joined for cut in index._cut]
        return index

    def _add(self, client: str, name: Name) -> None:
        if not name.words:
            return
        if name.whole:
            self._same[tuple(sorted(name.words))].setdefault(client, name)
            self.words_of.setdefault(client, []).append(frozenset(name.words))
        self._small[without_small(name.words)].setdefault(client, name)
        if name.person:
            for words in {*by_other_surname(name), *with_initials(name)}:
                self._near[words].setdefault(client, name)
        for joined, least in spellings(name):
            self._cut.append(_Cut(joined, least, client, name.sex, name.person))
        for word in name.words:
            if len(word) >= 3:
                self._words[word][client] = None

    def who(self, text: str) -> Payer:
        """The clients that a payer's name may be."""
        if text not in self._seen:
            if len(self._seen) > 20_000:
                self._seen.clear()
            self._seen[text] = self._look(text)
        return self._seen[text]

    def _look(self, text: str) -> Payer:
        names = parts(text, person=False)
        whole = names[0]
        same = self._same.get(tuple(sorted(whole.words)), {})
        if same:
            return Payer(_alike(same, whole)[:_MOST], Grade.SAME)
        near = dict.fromkeys(c for n in names for c in self._nearly(n, len(text.strip())))
        if near:
            near |= dict.fromkeys(self._longer(whole))
        return Payer(tuple(near)[:_MOST], Grade.NEAR) if near else Payer()

    def _nearly(self, name: Name, length: int) -> Iterator[str]:
        """Clients whose name is freely written here, or who freely write this name; never both."""
        literal = without_small(name.words)
        found = [*self._small.get(literal, {}).items()]
        ways = {literal, tuple(sorted(name.words)), with_letters(name.words)}
        found += [pair for ws in sorted(ways) for pair in self._near.get(ws, {}).items()]
        free = {*with_initials(name), *(by_other_surname(name) if name.other else ())} - {literal}
        found += [pair for words in sorted(free) for pair in self._small.get(words, {}).items()]
        yield from (client for client, other in found if other.sex.fits(name.sex))
        joined = "".join(name.words)
        if len(joined) < 6:
            return
        at = bisect_left(self._keys, joined)
        may_be_cut = length >= CUT_FROM
        while at < len(self._cut) and (
            self._keys[at] == joined or (may_be_cut and self._keys[at].startswith(joined))
        ):
            cut = self._cut[at]
            if self._keys[at] == joined or _is_cut(cut, joined, name):
                yield cut.client
            at += 1

    def _longer(self, name: Name) -> list[str]:
        """Clients whose name holds all these words and more: « Grand Large II » beside « du Grand Large »."""
        words = [w for w in without_small(name.words) if len(w) >= 3]
        if len(words) < 2:
            return []
        rarest, *others = sorted((self._words.get(word, {}) for word in words), key=len)
        return [client for client in rarest if all(client in clients for clients in others)]

    def related(self, text: str) -> tuple[str, ...]:
        """Clients that share a rare word with a name, for a question."""
        found: dict[str, None] = {}
        for word in dict.fromkeys(w for name in parts(text, person=False) for w in name.words):
            clients = self._words.get(word, {})
            if len(clients) <= _MOST:
                found |= clients
        return tuple(found)[:_MOST]


def _alike(clients: dict[str, Name], name: Name) -> tuple[str, ...]:
    """Among clients of the same words, those of the same legal form or civility, if there are."""
    closer = [c for c, other in clients.items() if name.form and other.form == name.form]
    closer = closer or [c for c, other in clients.items() if name.sex is not Sex.UNKNOWN and other.sex is name.sex]
    return tuple(closer or clients)


def _is_cut(cut: _Cut, joined: str, name: Name) -> bool:
    """Whether the bank cut the last word of that client's name; « François » is not « Françoise » cut."""
    if len(joined) <= cut.least or not cut.sex.fits(name.sex):
        return False
    missing = cut.joined[len(joined) :]
    return not (cut.person and missing in _FEMININE and not (name.sex is Sex.WOMAN is cut.sex))
