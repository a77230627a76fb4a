"""Invoice numbers in the text of a movement, however typed: every reading that the ledger allows, none guessed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from relance.domain.matching.series import NO_YEAR, Key, Shape, bare, key_of, shape_of, short_year
from relance.domain.matching.written import Token, is_day, tokens, words

LABELS = words(
    "FACTURE FACTURES FACT FACTS FACTU FAC FA FC FRA FT F INVOICE INVOICES INV NOTE NOTES NH NOTESHONORAIRES N "
    "NO NOS NR NUM NUMERO NUMEROS"
)
_WEAK_LABELS = words("N NO NOS NR NUM NUMERO NUMEROS")
_OTHER_THINGS = words(
    "DOSSIER DOSSIERS DOS DOSS CONTRAT MANDAT MDT RUM CHEQUE CHEQUES CHQ CHQS BORDEREAU BDX REMISE SINISTRE "
    "CLIENT COMPTE CPTE LOT BAIL APPARTEMENT APPT APT PORTE BATIMENT BAT RUE AVENUE BOULEVARD POLICE COMMANDE "
    "CDE DEVIS TEL TELEPHONE TEL RG AFFAIRE MATRICULE ARTICLE ART CARTE CB SIRET SIREN ECHEANCE ECH VERSEMENT "
    "ACOMPTE TERME MENSUALITE LOYER QUITTANCE PO LOTS ADHERENT ASSURE IBAN RIB TRIMESTRE"
)
_LINKS = words("ET A AU PUIS AND")
_FILLING = _LINKS | words("D DE HONORAIRES HONORAIRE HONO HON")
"""Words between a label and its number."""
_PAYING = words("REGLEMENT RGLT RGT REGLT PAIEMENT PAIEMENTS PAIMENT PAYMENT SOLDE VIREMENT HONORAIRES MOTIF")
"""Words before a serial typed in full."""
_BETWEEN = re.compile(r"[ \-/._:#|\\]{1,3}")
_LIST = re.compile(r" ?[/,;+&\-] ?| ")
_FEW = 20
_LONGEST = 60
CUT_FROM = 18
"""A text of so many characters may have been cut by the bank."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One number read in a text: the invoices it may be, and whether the bank may have cut it."""

    invoices: tuple[str, ...]
    cut: bool = False


class Numbers:
    """The invoice numbers of a ledger, ready to be found in texts."""

    def __init__(self) -> None:
        self.shapes: dict[str, Shape] = {}
        self.by_key: defaultdict[Key, list[Shape]] = defaultdict(list)
        self.by_serial: defaultdict[str, list[Shape]] = defaultdict(list)
        self.by_joined: defaultdict[str, list[Shape]] = defaultdict(list)
        self.in_series: dict[tuple[tuple[frozenset[str], Key], str], Shape] = {}
        self.prefixes: set[str] = set()
        self.longest = 1
        self._ordered: list[tuple[str, str]] = []

    @classmethod
    def of(cls, invoices: Iterable[tuple[str, date]]) -> Numbers:
        """The index of these numbers, each with its day of issue."""
        index = cls()
        for number, issued_on in invoices:
            if (shape := shape_of(number, issued_on)) is not None:
                index._add(shape)
        index._ordered.sort()
        return index

    def _add(self, shape: Shape) -> None:
        self.shapes[shape.number] = shape
        self.by_key[shape.key].append(shape)
        serial = bare(shape.serial)
        self.by_serial[serial].append(shape)
        for joined in shape.joined:
            if len(joined) >= 5:
                self.by_joined[joined].append(shape)
        self.in_series[shape.series, serial] = shape
        self.prefixes |= shape.letters - LABELS
        self.longest = max(self.longest, len(shape.key[1]))
        self._ordered.append((shape.serial, shape.number))
        if serial != shape.serial:
            self._ordered.append((serial, shape.number))

    def longer(self, serial: str) -> list[Shape]:
        """Invoices whose serial, as printed or without its zeros, goes on behind these figures; some of them."""
        found: list[Shape] = []
        at = bisect_left(self._ordered, (serial, ""))
        while at < len(self._ordered) and len(found) < _FEW and self._ordered[at][0].startswith(serial):
            if len(self._ordered[at][0]) > len(serial):
                found.append(self.shapes[self._ordered[at][1]])
            at += 1
        return found

    def read(self, text: str, *, written: bool = True) -> tuple[Mention, ...]:
        """The numbers that a text names, in its order.

        `written` = people wrote it. In an id that a machine made « F12 » is no invoice, and only whole numbers count.
        """
        if not any(c.isdecimal() for c in text):
            return ()
        may_be_cut = written and len(text.strip()) >= CUT_FROM
        return _Reading(self, tokens(text), may_be_cut=may_be_cut, written=written).mentions()


@dataclass(frozen=True, slots=True)
class _Found:
    """Invoices that some tokens may name, how many tokens, and the figures of the serial as typed."""

    shapes: Sequence[Shape]
    used: int
    serial: str
    cut: bool = False


class _Reading:
    """One text being read."""

    def __init__(self, index: Numbers, text: list[Token], *, may_be_cut: bool, written: bool) -> None:
        self.index = index
        self.text = text
        self.cut = may_be_cut
        self.written = written
        self.alone = written and all(t.figures or t.text in _LINKS for t in text)
        """A text of nothing but figures: they must be the number."""
        self.label = self.alone
        self.other = False
        self.paying = False

    def mentions(self) -> tuple[Mention, ...]:
        found: list[Mention] = []
        at = 0
        while at < len(self.text):
            if not self.text[at].figures:
                self._word(at)
                at += 1
                continue
            read = [] if self.other else self._figures(at)
            found += [Mention(tuple(dict.fromkeys(s.number for s in r.shapes)), r.cut) for r in read]
            at += sum(r.used for r in read) or 1
        return tuple(dict.fromkeys(found))

    def _word(self, at: int) -> None:
        word = self.text[at].text
        self.paying = word in _PAYING or (self.paying and word in _FILLING)
        if word in _OTHER_THINGS:
            self.label, self.other = False, True
        elif word in LABELS:
            if not (self.other and word in _WEAK_LABELS):
                self.label, self.other = True, False
        elif word not in _FILLING or not self.label:
            self.label, self.other = self.alone, False

    def _figures(self, at: int) -> list[_Found]:
        """What the figures at that place name, and the list that may follow them."""
        glued = self._glued(at)
        first = glued[0] if glued else self._full(at) or self._spaced(at)
        if first is None:
            glued = self._together(at)
        if len(glued) > 1:
            return glued
        first = first or self._serial(at)
        if first is None:
            return []
        read = [first]
        while (more := self._next(read[-1], at + sum(r.used for r in read))) is not None:
            read.append(more)
        return read

    # whole numbers

    def _full(self, at: int) -> _Found | None:
        for length in range(min(self.index.longest, len(self.text) - at), 0, -1):
            groups = self._window(at, length)
            if groups is None:
                continue
            for year_at in (0, -1, NO_YEAR) if length > 1 else (NO_YEAR,):
                key = key_of(groups, year_at)
                if key is None:
                    continue
                serial = groups[-2 if year_at == -1 else -1]
                shapes = self._fitting(self.index.by_key.get(key, ()), at, self._end(at, length))
                shapes = [s for s in shapes if len(serial) <= max(len(s.serial), len(bare(serial)))]
                cut = self._completed(shapes, at, length, key, serial)
                if (shapes or cut) and self._strong(at, groups, year_at, shapes or cut):
                    return _Found([*shapes, *cut], self._end(at, length) - at, serial, cut=bool(cut))
        return None

    def _window(self, at: int, length: int) -> tuple[str, ...] | None:
        """So many groups of figures from there, close to each other; letters of a number may stand among them."""
        groups = [self.text[at].text]
        place = at + 1
        while len(groups) < length and place < len(self.text):
            token = self.text[place]
            if token.gap and not _BETWEEN.fullmatch(token.gap):
                return None
            if token.figures:
                groups.append(token.text)
            elif token.text not in self.index.prefixes or token.text in _LINKS:
                return None
            place += 1
        return tuple(groups) if len(groups) == length else None

    def _end(self, at: int, length: int) -> int:
        """The place behind so many groups of figures."""
        while length:
            length -= self.text[at].figures
            at += 1
        return at

    def _fitting(self, shapes: Sequence[Shape], start: int, end: int, *, whole: bool = True) -> list[Shape]:
        """Those whose letters do not contradict what is typed around and among the figures.

        A number typed whole, without letters, is first the one that has none; of a serial alone that says nothing.
        """
        if not shapes:
            return []
        near = {t.text for t in self.text[start:end] if not t.figures}
        if start and not self.text[start - 1].figures and len(self.text[start].gap) <= 2:
            near.add(self.text[start - 1].text)
        if end < len(self.text) and not self.text[end].figures and self.text[end].gap in {"", "-", "/", "_"}:
            near.add(self.text[end].text)
        known = near & self.index.prefixes
        kept = [s for s in shapes if known <= s.letters]
        named = [s for s in kept if s.letters <= near and (whole or s.letters)]
        most = max((len(s.letters) for s in named), default=0)
        return [s for s in named if len(s.letters) == most] or kept

    def _completed(self, shapes: Sequence[Shape], at: int, length: int, key: Key, serial: str) -> list[Shape]:
        """The other invoices it may be when the bank cut it there."""
        if not self.cut or self._end(at, length) < len(self.text) or key[0] == -1:
            return []
        if shapes and all(len(serial) >= len(s.serial) for s in shapes):
            return []
        rest = (key[0], (*key[1][:-1], ""))
        return [s for s in self.index.longer(serial) if s.series[1] == rest and s not in shapes]

    def _strong(self, at: int, groups: tuple[str, ...], year_at: int, shapes: Sequence[Shape]) -> bool:
        """Whether these figures alone are a number: neither a day, nor a month, nor a bare small number."""
        serial = groups[-2 if year_at == -1 else -1]
        if (self.label or self._prefixed(at, shapes)) and (self.written or len(groups) > 1 or len(serial) >= 5):
            return True
        if len(groups) == 1:
            return len(serial) >= 5 and not is_day(serial)
        if year_at == NO_YEAR:
            return sum(len(g) for g in groups) >= 5
        if year_at == -1:
            return len(serial) >= 3
        return len(serial) >= 3 or (len(groups[0]) == 4 and len(serial) == len(shapes[0].serial) and int(serial) > 12)

    def _prefixed(self, at: int, shapes: Sequence[Shape]) -> bool:
        before = self.text[at - 1] if at else None
        return before is not None and not before.figures and any(before.text in s.letters for s in shapes)

    # numbers without their marks

    def _glued(self, at: int) -> list[_Found]:
        """A run of figures that is one or several numbers written together, if it is so in one way."""
        run = self.text[at].text
        if not 5 <= len(run) <= _LONGEST or (len(run) in {6, 8} and is_day(run) and not self.label):
            return []
        parses = list(_parses(self.index, run, None))
        if len(parses) != 1:
            return []
        pieces = [(self._fitting(shapes, at, at + 1), typed) for shapes, typed in parses[0]]
        if not all(shapes for shapes, _ in pieces):
            return []
        return [_Found(s, int(i == 0), typed) for i, (s, typed) in enumerate(pieces)]

    def _together(self, at: int) -> list[_Found]:
        """Numbers written on without a space, where only their marks stand between: « 26-051226-0520 »."""
        joined, place = self.text[at].text, at + 1
        while place < min(at + 8, len(self.text)) and self.text[place].figures and self.text[place].gap in {"-", "/"}:
            joined += self.text[place].text
            place += 1
        parses = list(_parses(self.index, joined, None)) if place - at > 2 and len(joined) <= _LONGEST else []
        if len(parses) != 1 or len(parses[0]) < 2:
            return []
        return [_Found(s, (place - at) * (i == 0), typed) for i, (s, typed) in enumerate(parses[0])]

    def _spaced(self, at: int) -> _Found | None:
        """A number with spaces inside its groups."""
        joined = self.text[at].text
        for place in range(at + 1, min(at + 5, len(self.text))):
            token = self.text[place]
            if not token.figures or token.gap not in {" ", ".", "-"}:
                return None
            joined += token.text
            shapes = self.index.by_joined.get(joined, ())
            if shapes and (self.label or not is_day(joined)):
                fitting = self._fitting(shapes, at, place + 1)
                return _Found(fitting, place + 1 - at, fitting[0].serial) if fitting else None
        return None

    def _serial(self, at: int) -> _Found | None:
        """The serial alone, behind a word that says that it is an invoice's."""
        typed = self.text[at].text
        if not self.written or not (self.label or self.paying) or (len(typed) < 3 and (self.alone or not self.label)):
            return None
        shapes = self._fitting(self.index.by_serial.get(bare(typed), ()), at, at + 1, whole=False)
        shapes = [s for s in shapes if len(typed) == len(s.serial) or (self.label and len(typed) < len(s.serial))]
        used = 1
        if at + 1 < len(self.text) and self.text[at + 1].figures and self.text[at + 1].gap.strip() in {"/", "-"}:
            year = self.text[at + 1].text
            if len(year) == 4 and short_year(year):
                shapes, used = [s for s in shapes if short_year(year) in s.key[1]], 2
        if len(typed) == 4 and "2015" <= typed <= "2045":
            return None
        cut: list[Shape] = []
        if self.cut and at + used == len(self.text) and any(len(typed) < len(s.serial) for s in shapes):
            cut = [s for s in self.index.longer(typed) if s not in shapes]
        return _Found([*shapes, *cut], used, typed, cut=bool(cut)) if shapes else None

    # lists

    def _next(self, head: _Found, at: int) -> _Found | None:
        """One more number of a list: « 2026-0142/0143 », « 142 et 143 », « 0142/43 »."""
        if at < len(self.text) and self.text[at].text in {"ET", "AND"}:
            at, linked = at + 1, 1
        else:
            linked = 0
        if at >= len(self.text) or not self.text[at].figures or self._full(at) or len(head.shapes) != 1:
            return None
        token = self.text[at]
        typed = token.text
        after = self.text[at + 1] if at + 1 < len(self.text) else None
        same_width = len(typed) == len(head.serial)
        if not linked and not _LIST.fullmatch(token.gap):
            return None
        if not same_width and ((token.gap in {" ", " - "} and not linked) or len(typed) < 2):
            return None
        if not same_width and after is not None and after.figures and after.gap == token.gap == "/":
            return None
        readings = {typed}
        if len(typed) < len(head.serial):
            readings.add(head.serial[: -len(typed)] + typed)
        series = head.shapes[0].series
        shapes = [s for r in sorted(readings) if (s := self.index.in_series.get((series, bare(r)))) is not None]
        shapes = [s for s in shapes if len(typed) <= len(s.serial)]
        return _Found(list(dict.fromkeys(shapes)), 1 + linked, shapes[0].serial) if shapes else None


def _parses(index: Numbers, run: str, head: Shape | None) -> Iterable[tuple[tuple[Sequence[Shape], str], ...]]:
    """The ways (two at most are looked for) to cut a run of figures into numbers of the ledger."""
    if not run:
        yield ()
        return
    found = 0
    for length in range(min(len(run), 14), 2, -1):
        piece, rest = run[:length], run[length:]
        shapes: Sequence[Shape] = index.by_joined.get(piece, ())
        if not shapes and head is not None and length == len(head.serial):
            after = index.in_series.get((head.series, bare(piece)))
            shapes = [after] if after else []
        if not shapes:
            continue
        for more in _parses(index, rest, shapes[0]):
            yield ((shapes, shapes[0].serial), *more)
            found += 1
            if found == 2:
                return
