# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""« Voir ci-dessous »: the mail of another person that the sender passes on in place of an answer of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relance.reading.addresses import ADDRESS
from relance.reading.message import Message
from relance.reading.quoting.languages import DATE, LEAD, TIME, WROTE, plain
from relance.reading.quoting.passages import QuotedMail, new_text, quoted_mails
from relance.reading.signatures import is_closing, is_contact

_POINTS = re.compile(
    r"\b(?:ci-dessous|ci-apres|ci dessous|plus bas|en-dessous|en dessous|infra|pour (?:votre |bonne )?(?:parfaite )?info(?:rmation)?|pour suite a donner|pvi|fyi|for (?:your )?info(?:rmation)?"
    r"|je (?:vous |te )?(?:re)?(?:transfere|transmets|fais suivre|fais passer|adresse|communique|partage)\b.{0,40}\b(?:reponse|retour|message|mail|courriel|e-mail|echange|explication)"
    r"|(?:see|cf\.?) (?:\w+ ){0,4}below|below|forwarding|unten|siehe|a continuacion|mas abajo|di seguito|qui sotto)\b"
)
# Who says one of these answers by itself, however it points below.
_STATES = re.compile(
    r"\b(?:paye(?:e|r|s|es)?|paie\w*|regle(?:e|r|s|es|ons|rai|rons)?|vire(?:e|r|s|es|rai|rons)?|solde(?:e|es|s)?|conteste\w*|refus\w*|cheque|virement|echeanc\w+|echelon\w+|delai|litige"
    r"|deja|liquidation|redressement|mandataire|(?:un )?avocat|mon conseil|paid|pay|dispute|transfer)\b|\?|\d ?(?:€|eur)"
)
_GREETS = re.compile(
    r"(?:bonjour|bonsoir|maitre|chere?s?|madame|monsieur|messieurs|hello|hi|dear|cher maitre)\b.{0,40}"
)
_FORWARDED = re.compile(r"\s*(?:tr|fw|fwd|wg|rv|i)\s*:", re.IGNORECASE)
_FIRM_TITLE = re.compile(r"\b(?:maitre|me|cabinet|selarl|selas|scp|aarpi|avocate?s?|law|legal)\b")
_FIRM_DOMAIN = re.compile(r"@\S*(?:avocat|lawyer|legal)")
_FIRM_SAYS = re.compile(
    r"\b(?:nos honoraires|notre (?:note|facture|cabinet|etude)|votre (?:reglement|paiement|impaye)|vous mettons? en demeure|nous (?:revenons vers vous|vous (?:remercions|prions|mettons|demandons|saurions)))\b"
)
_PUBLIC = frozenset(
    [
        "gmail",
        "outlook",
        "hotmail",
        "live",
        "msn",
        "yahoo",
        "ymail",
        "orange",
        "wanadoo",
        "free",
        "sfr",
        "neuf",
        "laposte",
        "bbox",
        "numericable",
        "icloud",
        "me",
        "mac",
        "gmx",
        "proton",
        "protonmail",
        "aol",
        "club-internet",
    ]
)
# What a person is, not who: both sides have a « service comptable ».
_ROLES = frozenset(
    [
        "service",
        "services",
        "comptable",
        "comptables",
        "comptabilite",
        "compta",
        "facturation",
        "direction",
        "gestion",
        "secretariat",
        "administration",
        "accueil",
        "contact",
        "accounts",
        "accounting",
        "finance",
        "mme",
        "mr",
        "utc",
        "gmt",
        "cet",
        "cest",
        "am",
        "pm",
        "uhr",
        "monsieur",
        "madame",
    ]
)
_MAX_WORDS = 40
_MAX_ASIDE = 10


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody a mail names: addresses, and the words of the name."""

    addresses: frozenset[str]
    names: frozenset[str]

    @property
    def domains(self) -> frozenset[str]:
        """Domains of the addresses that are somebody's own, not a public provider's."""
        found = {a.rpartition("@")[2] for a in self.addresses}
        return frozenset(d for d in found if d.split(".")[0] not in _PUBLIC)

    def is_same(self, other: _Person) -> bool:
        """One address, or, where one of them shows none, one name."""
        if self.addresses and other.addresses:
            return bool(self.addresses & other.addresses)
        return bool(self.names) and self.names == other.names


def _person(told: str) -> _Person:
    """Who is meant by a header's value or by an attribution."""
    bare = ADDRESS.sub(" ", told)
    led = LEAD.match(bare)
    if led or WROTE.search(bare):
        time = TIME.search(bare)
        bare = WROTE.sub(" ", bare[time.end() :] if led and time else bare)
    names = re.findall(r"[^\W\d_]{2,}", DATE.sub(" ", bare.replace("mailto", " ")))
    return _Person(frozenset(ADDRESS.findall(told)), frozenset(names) - _ROLES)


def relayed(message: Message, lines: list[str], said: str) -> str:
    """What the newest quoted mail says that speaks for the sender, or "".

    Args:
        message: the mail.
        lines: its body.
        said: its own new words.

    """
    if not (_only_points(said) if said else _FORWARDED.match(message.subject)):
        return ""
    mails = quoted_mails(lines)
    for mail in mails:
        words = _words(mail, lines)
        if words:
            speaks = _speaks_for(mail, mails, message, lines) and not _FIRM_SAYS.search(plain(words))
            return words if speaks else ""
    return ""


def _only_points(said: str) -> bool:
    """Whether the new words only say where to look."""
    pieces = [x.strip() for x in re.split(r"[.!]+(?=\s)|\n", plain(said)) if re.search(r"\w", x)]
    pieces = [x for x in pieces if _POINTS.search(x) or not (is_closing(x) or _GREETS.fullmatch(x))]
    if sum(len(x.split()) for x in pieces) > _MAX_WORDS or any(_STATES.search(x) for x in pieces):
        return False
    asides = [x for x in pieces if not _POINTS.search(x)]
    return len(asides) < len(pieces) and all(len(x.split()) <= _MAX_ASIDE for x in asides)


def _words(mail: QuotedMail, lines: list[str]) -> str:
    """The mail's own new words: what it quotes in its turn is not of it."""
    first = next((n for n in mail.numbers if lines[n].strip(" >")), None)
    if first is None:
        return ""
    depth = _depth(lines[first])
    rest = [lines[n] for n in range(first, len(lines))]
    if depth:
        rest = [_unmarked(x, depth) for x in rest if _depth(x) >= depth]
    return new_text("\n".join(rest))


def _depth(line: str) -> int:
    return re.match(r"[> ]*", line)[0].count(">")  # type: ignore[index]  # the pattern matches everywhere


def _unmarked(line: str, depth: int) -> str:
    return re.sub(rf"^(?: ?>){{{depth}}} ?", "", line.lstrip())


def _speaks_for(mail: QuotedMail, mails: list[QuotedMail], message: Message, lines: list[str]) -> bool:
    """Whether the author of a quoted mail stands on the sender's side: doubt says no, for it may be the firm's words."""
    author = _person(mail.author)
    sender = _Person(frozenset({message.sender}), _person(plain(message.sender_name)).names)
    firm = _Person(frozenset(message.to) - sender.addresses, frozenset())
    if author.addresses & firm.addresses or author.domains & firm.domains:
        return False
    if _beside(author, sender):
        return True
    others = (m for m in reversed(mails) if m is not mail and _is_of_firm(m, firm, lines))
    reminder = next((m for m in others if not _beside(_person(m.author), sender)), None)
    if reminder is None or not author.names | author.addresses or _is_titled(mail.author):
        return False
    return not _may_be_firm(author, firm, reminder, lines) and _linked(sender, mail, mails)


def _may_be_firm(author: _Person, firm: _Person, reminder: QuotedMail, lines: list[str]) -> bool:
    """Whether something in the author's name or address is also the firm's."""
    writer = _person(reminder.author)
    if author.is_same(writer) or author.domains & writer.domains or author.names & writer.names:
        return True
    return _named_in(author, firm.domains | writer.domains) or _signs(author, reminder, lines)


def _is_of_firm(mail: QuotedMail, firm: _Person, lines: list[str]) -> bool:
    """Whether a mail is plainly the firm's: by its address, by what its author is called, or by its words."""
    writer = _person(mail.author)
    if writer.addresses & firm.addresses or writer.domains & firm.domains:
        return True
    if not mail.author:
        return False
    return bool(_is_titled(mail.author) or any(_FIRM_SAYS.search(plain(lines[n])) for n in mail.numbers))


def _is_titled(author: str) -> bool:
    """Whether an author is called as lawyers are."""
    return bool(_FIRM_TITLE.search(ADDRESS.sub(" ", author)) or _FIRM_DOMAIN.search(author))


def _beside(person: _Person, sender: _Person) -> bool:
    return person.is_same(sender) or bool(person.domains & sender.domains)


def _named_in(author: _Person, domains: frozenset[str]) -> bool:
    return any(len(name) >= 4 and name in domain for name in author.names for domain in domains)


def _signs(author: _Person, reminder: QuotedMail, lines: list[str]) -> bool:
    """Whether the author's name stands at the end of the reminder, which was not sent to it."""
    names = {n for n in author.names if len(n) >= 4} - _person(reminder.to).names
    tail = [lines[n] for n in reminder.numbers if lines[n].strip(" >")][-8:]
    return any(names & set(re.findall(r"[^\W\d_]+", plain(x))) for x in tail if len(x.split()) <= 8 or is_contact(x))


def _linked(sender: _Person, mail: QuotedMail, mails: list[QuotedMail]) -> bool:
    """Whether the sender received the mail, or wrote one below it."""
    to = _person(mail.to)
    received = bool(to.addresses & sender.addresses or (sender.names and sender.names <= to.names))
    return received or any(_beside(_person(m.author), sender) for m in mails if m is not mail and m.author)
