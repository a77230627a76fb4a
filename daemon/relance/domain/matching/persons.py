"""The words of a name, and how it is written: without civility or legal form, with initials, one surname of two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from relance.domain.matching.written import flat, words

_FORMS = words(
    "aarpi sa sas sasu sarl sarlu eurl sci scp scm scea scic sccv selarl selarlu selas selasu selafa snc gie gaec "
    "earl association assoc asso ei eirl eurlu societe ste ets etablissement etablissements gmbh ltd inc llc "
    "sprl srl bv"
)
_MEN = words("m mr monsieur messieurs mm")
_WOMEN = words("mme mlle madame mademoiselle mesdames mmes")
_TITLES = words("me maitre dr docteur pr professeur")
_SMALL = words("de du des la le les l d et a au aux the of and en sur")
_PARTICLES = words("de du des d la le van von der den di da el ben")
_GIVEN_FIRST = words("jean marie anne pierre paul louis charles marc claude henri rose eve")
"""First halves of given names of two words."""
_BORN = re.compile(r"(?i)\b(?:n[eé]e|[eé]pouse|[eé]p\.?|veuve|vve|ex)\b")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_JOINED = re.compile(r"(?i)\s+(?:ou|et|and)\s+|\s*[&+/;]\s*")
_MARKED = re.compile(r"(?i)^\s*(?:mm?|mr|mmes?|mlle|monsieur|madame|mademoiselle)\b\.?")


class Sex(Enum):
    """What a civility says; UNKNOWN fits both."""

    MAN = "man"
    WOMAN = "woman"
    UNKNOWN = "unknown"

    def fits(self, other: Sex) -> bool:
        """Whether both may be one person."""
        return self is other or Sex.UNKNOWN in {self, other}


@dataclass(frozen=True, slots=True)
class Name:
    """A name, or one of the persons of a joint name.

    Attributes:
        words: in order, plain, without civility and legal form.
        ends: for each word, whether a word as written (« Pont-Neuf » is one) ends with it.
        given: how many of the words are the given name; 0 = unknown.
        other: words of a second surname (« née … »), given name excluded.
        whole: it is the full name, not one of several persons.
        form: its legal forms.

    """

    words: tuple[str, ...]
    ends: tuple[bool, ...]
    person: bool = False
    sex: Sex = Sex.UNKNOWN
    given: int = 0
    other: tuple[str, ...] = ()
    whole: bool = True
    form: frozenset[str] = frozenset()


def parts(text: str, *, person: bool) -> tuple[Name, ...]:
    """The name, then each person of a joint name: « M. et Mme Jean et Anne Noël »."""
    text = _DOTTED.sub(lambda m: m[0].replace(".", ""), text)
    whole = _name(text, person=person)
    if not whole.words:
        whole = replace(whole, words=tuple(flat(text)), ends=(True,) * len(flat(text)))
    pieces = _JOINED.split(text) if whole.person else []
    if len(pieces) < 2:
        return (whole,)
    persons = [p for piece in pieces if (p := _name(piece, person=True)).words]
    last = persons[-1] if persons else whole
    surname = last.words[max(1, last.given) :]
    named = [replace(p, whole=False) if len(p.words) > 1 else _with_surname(p, surname) for p in persons]
    return (whole, *(n for n in named if n is not None and n.words != whole.words))


def _with_surname(one: Name, surname: tuple[str, ...]) -> Name | None:
    """A given name alone takes the surname of the other."""
    if not surname:
        return None
    words = (*one.words, *surname)
    return replace(one, words=words, ends=(True,) * len(words), given=1, whole=False, sex=Sex.UNKNOWN)


def _name(text: str, *, person: bool) -> Name:
    born = _BORN.split(text, maxsplit=1)
    typed = born[0].replace("'", " ").replace("’", " ").split()
    sex = Sex.UNKNOWN
    form: set[str] = set()
    kept: list[tuple[str, bool]] = []
    groups: list[tuple[str, list[str]]] = []
    for group in typed:
        run = flat(group)
        for word in run:
            if word in _WOMEN or (word in _MEN and (word != "m" or not kept)):
                now = Sex.WOMAN if word in _WOMEN else Sex.MAN
                sex = now if group == typed[0] or sex is now else Sex.UNKNOWN
            elif word in _FORMS:
                form.add(word)
            elif kept or word not in _TITLES | {"ou", "et"}:
                kept.append(("saint" if word == "st" else word, word is run[-1]))
                if not groups or groups[-1][1] is not run:
                    groups.append((group, run))
    found = tuple(word for word, _ in kept)
    is_person = (person or bool(_MARKED.match(text))) and not form
    given = _given(groups) if is_person else 0
    ends = tuple(end for _, end in kept)
    return Name(found, ends, is_person, sex, given, _other_surname(born, found), form=frozenset(form))


def _other_surname(born: list[str], words: tuple[str, ...]) -> tuple[str, ...]:
    if len(born) < 2:
        return ()
    return tuple(w for w in flat(born[1]) if w not in words)


def _given(groups: list[tuple[str, list[str]]]) -> int:
    """How many words the given name in front has; 0 when it may stand behind, as in « DUPONT Jean »."""
    if len(groups) < 2 or (groups[0][0].isupper() and len(groups[0][1][0]) > 1):
        return 0
    first = groups[0][1]
    if len(first) > 1:
        return len(first) if first[0] in _GIVEN_FIRST else 0
    second = groups[1][1]
    two = len(groups) > 2 and first[0] in _GIVEN_FIRST and second[0] not in _PARTICLES
    return 1 + len(second) if two else 1


def bare_words(text: str) -> tuple[str, ...]:
    """The sorted words of a name, without civility and legal form."""
    return tuple(sorted(parts(text, person=False)[0].words))


def without_small(words: tuple[str, ...]) -> tuple[str, ...]:
    """Sorted, without articles and prepositions."""
    return tuple(sorted([w for w in words if w not in _SMALL] or words))


def with_letters(words: tuple[str, ...]) -> tuple[str, ...]:
    """The same, but single letters stay: « A de Saint-Aubin »."""
    return tuple(sorted([w for w in words if len(w) == 1 or w not in _SMALL] or words))


def by_other_surname(name: Name) -> Iterator[tuple[str, ...]]:
    """A person by one surname of two, as sorted words."""
    if name.person:
        for given, surname in _surnames(name):
            yield without_small((*given, *surname))


def with_initials(name: Name) -> Iterator[tuple[str, ...]]:
    """A person by the initials of the given name, as sorted words."""
    if len(name.words) < 2 or name.form:
        return
    for given, surname in _surnames(name):
        letters = tuple(word[0] for word in given)
        for short in {letters, ("".join(letters),), letters[:1]}:
            if short != given:
                yield tuple(sorted((*short, *without_small(surname))))


def _surnames(name: Name) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """(given, surname) for each name the person is known by."""
    words = name.words
    if not name.given:
        for at in (1, len(words) - 1):
            yield words[:at], words[at:]
            yield words[at:], words[:at]
        return
    given, family = words[: name.given], words[name.given :]
    yield given, family
    if name.other:
        yield given, name.other
        yield given, (*family, *name.other)
    for surname in _each(family):
        yield given, surname


def _each(family: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Each of two surnames, a particle with the word behind it; « Saint-Vallier » is one."""
    names: list[tuple[str, ...]] = []
    so_far: tuple[str, ...] = ()
    for word in family:
        so_far = (*so_far, word)
        if word not in _PARTICLES and word not in {"saint", "sainte", "st", "ste"}:
            names.append(so_far)
            so_far = ()
    if len(names) == 2:
        yield from names


def spellings(name: Name) -> Iterator[tuple[str, int]]:
    """The name without spaces in the orders it is written in, and how many characters stand before its last word."""
    orders = [tuple(zip(name.words, name.ends, strict=True))]
    if name.person and name.given:
        orders.append((*orders[0][name.given :], *orders[0][: name.given]))
    for order in orders:
        joined = "".join(word for word, _ in order)
        if len(joined) < 6:
            continue
        last = len(order) - 1
        while last and not order[last - 1][1]:
            last -= 1
        yield joined, sum(len(word) for word, _ in order[:last])
