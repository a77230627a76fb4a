# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Where a quote begins: a separator, a block of headers, or an attribution (« Le … a écrit : »)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from relance.reading.quoting.languages import ADDRESS, DATE, LABEL, LEAD, REPLY_ABOVE, SEPARATOR, TIME, WROTE, plain

_ORANGE = re.compile(r"[>\s]*(?:message du|envoye?) ?:? ?\d\d?/\d\d?/\d\d(?:\d\d)? (?:a )?\d\d?[:h]\d\d")
_ISO_LED = re.compile(
    r"[\s>]*\d{4}[-/]\d\d?[-/]\d\d?(?: \d\d?:\d\d(?::\d\d)?)?(?: (?:gmt|utc)[+-]\d\d?:?\d\d [^<>]{2,80}"
    r"|(?: (?:gmt|utc)[+-]\d\d?:?\d\d)? [^\d<>]{0,80}< ?[^<>\s]+@[^<>\s]+>)\s?:?\s*$"
)
_QUOTING = re.compile(r"(?:quoting|zitat von|citando|citation de|citerar) .{2,120}:$")
# Who says « je » or « votre » tells something; a mail program names people.
_SAYS = re.compile(
    r"\bj'|(?<![@.\w-])(?:je|nous|vous|ai|avons|avez|votre|vos|notre|nos|mon(?![,.]| \d| [a-z]{3} \d)|ma|mes|cette?|ces|i|we|you|our|your|my|his|her)(?![@.\w-])"
)
_TOLD = re.compile(
    r"\b(?:je|j'\w+|(?:nous|vous) (?:m'|l'|les? )?(?:avons|avez|aviez|etes)|i (?:have|paid|sent)|we (?:have|paid|sent))\b"
)
_SENTENCE_START = re.compile(r"[^\W\d_]|[<\"'(\[]")
_MAY_END = re.compile(r"[:>-]$|@|gmt")
_INNER_LEAD = re.compile(r"(?<=[-.!?)…:;,\s])(?:le|on|am|el|il|em|op|den) (?=.{0,24}\d)")
_THING = re.compile(r"(?:l[ea]s?|l'|une?|the|der|die|das)\b")
_FOLDED = 5
_MANY = 8
_LONG = 420
_WINDOW = 260


@dataclass(frozen=True, slots=True)
class Announcement:
    """A quote announced.

    Attributes:
        lines: how many lines announce it.
        before: what the sender wrote on the first of them, before it, or "".
        headed: it is a header block: what follows without a mark belongs to the quote.
        author: what it says of the sender, as `plain` gives it (an attribution is given whole).
        to: what it says of the recipients, likewise.

    """

    lines: int
    before: str = ""
    headed: bool = False
    author: str = ""
    to: str = ""

    def is_marked(self, rest: list[str]) -> bool:
        """Whether the quote, of which `rest` follows, marks its lines with `>` (what is unmarked is then an answer)."""
        if not self.headed:
            return marked(rest)
        first = next((x for x in rest if x.strip(" >")), "")
        return first.lstrip().startswith(">")


def announced(lines: list[str], index: int, *, said_before: bool) -> Announcement | None:
    """What announces a quote from this line on, or None.

    Args:
        lines: the body.
        index: the line looked at.
        said_before: whether the sender said something above (a heading over a letter announces no quote).

    """
    line = lines[index]
    if not line.strip(" >"):
        return None
    folded = plain(line[:_LONG])
    if SEPARATOR.match(folded) or (said_before and REPLY_ABOVE.match(folded)):
        return Announcement(1)
    if _ORANGE.match(folded) and any(LABEL.match(plain(x)) for x in lines[index + 1 : index + 4]):
        return Announcement(1)
    block = _header_block(lines, index, said_before=said_before) if ":" in folded[:60] else None
    return block or _attribution(lines, index)


def _header_block(lines: list[str], index: int, *, said_before: bool) -> Announcement | None:
    first = LABEL.match(plain(lines[index][:_LONG]))
    if not first or first.lastgroup == "other":
        return None
    values: dict[str, str] = {}
    last, gap, current = index, 0, ""
    for position in range(index, min(len(lines), index + 14)):
        text = plain(lines[position][:_LONG])
        found = list(islice(LABEL.finditer(text), _MANY)) if LABEL.match(text) else []
        for number, label in enumerate(found):
            end = found[number + 1].start() if number + 1 < len(found) else len(text)
            current = str(label.lastgroup)
            values.setdefault(current, text[label.end() : end])
        if found:
            last, gap = position, 0
        elif text.strip(" >"):
            gap += 1
            values[current] += " " + text
            if gap > 2:
                break
        elif {"from", "about"} <= values.keys():
            break
    if not _is_mail_header(values, said_before=said_before):
        return None
    author, to = (values.get(kind, "").strip(" *_") for kind in ("from", "to"))
    return Announcement(last - index + 1, headed=True, author=author, to=to)


def _is_mail_header(values: dict[str, str], *, said_before: bool) -> bool:
    """Enough labels for the head of a mail; « De : … À : … Objet : … » above all words may head a letter."""
    address = any("@" in values.get(k, "") for k in ("from", "to"))
    when = values.get("when", "")
    moment = bool(TIME.search(when))
    if "from" not in values:
        return next(iter(values)) == "when" and "to" in values and moment and address
    if len(values.keys() & {"when", "to", "about"}) >= 2:
        if not said_before:
            return moment or (address and "when" in values)
        return address or moment or {"when", "about"} <= values.keys()
    if "when" in values:
        return moment and (address or bool(DATE.search(when)))
    return said_before and address and "about" in values


def _attribution(lines: list[str], index: int) -> Announcement | None:
    """« Le … a écrit : » on one line, folded over up to five, or behind the last words of the sender."""
    first = plain(lines[index])
    if not (WROTE.search(first[:_LONG]) or "@" in first or "<" in first or LEAD.match(first) or "&lt;" in first):
        return None
    joined, starts, may_end = "", list[int](), False
    for count in range(1, min(_FOLDED, len(lines) - index) + 1):
        piece = plain(lines[index + count - 1]).replace("&lt;", "<").replace("&gt;", ">").strip().lstrip("> ")
        starts.append(len(joined) + 1 if joined else 0)
        joined = f"{joined} {piece}" if joined else piece
        may_end = may_end or bool(_MAY_END.search(piece)) or bool(WROTE.search(piece[-_LONG:]))
        inner = _behind_words(lines[index], joined) if may_end else 0
        if inner:
            return Announcement(count, lines[index][:inner].rstrip(" -_"), author=joined[inner:])
        if not piece or len(joined) > _LONG:
            break
        following = lines[index + count :]
        if may_end and _announces(joined, following):
            return None if _begins_later(joined, starts, following) else Announcement(count, author=joined)
    return None


def _begins_later(joined: str, starts: list[int], following: list[str]) -> bool:
    """Whether the announcement stands whole in the last lines: what is above is then said by the sender."""
    led = bool(LEAD.match(joined)) and not _SAYS.search(joined[: starts[1]] if len(starts) > 1 else "")
    for start in starts[1:]:
        rest = joined[start:]
        if _announces(rest, following) and (LEAD.match(rest) or not led):
            return True
    return False


def _behind_words(line: str, joined: str) -> int:
    """Where in `line` an announcement begins behind words (« Je paie demain. Le 9 mars 2026 à 9:30, … »), or 0."""
    folded = plain(line)
    margin = len(folded) - len(folded.lstrip(" >"))
    for found in islice(_INNER_LEAD.finditer(folded), 5 * _MANY):
        start = found.start()
        before = folded[:start].strip(" >-_*\"'")
        opens = line[start].isupper() or re.search(r"[-.!?)]{1,3} ?$", folded[max(0, start - 4) : start])
        if len(before) <= 3 or not opens:
            continue
        window = joined[start - margin :][:_WINDOW]
        if any(_is_whole(window, verb) for verb in islice(WROTE.finditer(window), _MANY)):
            return start
    return 0


def _is_whole(window: str, verb: re.Match[str]) -> bool:
    """A date and a time before the verb, an address, and a colon behind the verb or behind the name."""
    head, _, _ = window[verb.end() :].partition(": " if ": " in window[verb.end() :] else ":")
    told = ":" in window[verb.end() :] and len(head) <= 120 and not re.search(r"[!?]", head)
    before = window[: verb.start()]
    return told and all((DATE.search(before), TIME.search(before), ADDRESS.search(before + head)))


def _verb(text: str, *, open_end: bool = False) -> re.Match[str] | None:
    """The verb after which nothing is told: the end, a colon, or who and when before a colon (none if `open_end`)."""
    for found in islice(WROTE.finditer(text), _MANY):
        tail = text[found.end() :].strip()
        before = text[max(0, found.start() - 8) : found.start()]
        if not before.strip(" >*_-") or re.search(r"(?:\b(?:ai|avez|avons|aviez|ont|as)|'a)\s$", before):
            continue
        if re.fullmatch(r"[\s:>*_-]*", tail) or tail.startswith(":"):
            return found
        placed = any(sign.search(tail) for sign in (DATE, TIME, ADDRESS)) or TIME.search(text[: found.start()])
        if (
            placed
            and len(tail) <= 140
            and (open_end or tail.endswith(":"))
            and not re.search(r"[!?]|^[^(].*: ", tail[:-1])
        ):
            return found
    return None


def _announces(text: str, following: list[str]) -> bool:
    if _ISO_LED.match(text) or (_QUOTING.match(text) and marked(following)):
        return True
    date, time, address = DATE.search(text), TIME.search(text), ADDRESS.search(text)
    if date and time and address and re.search(r"[>)\]\w]\W{0,3}:\s*$", text) and not _SAYS.search(text):
        return bool(LEAD.match(text) or marked(following) or _verb(text))
    headed = bool(date and time and LEAD.match(text) and following and LABEL.match(plain(following[0])))
    verb = _verb(text, open_end=headed)
    if verb is None:
        return False
    head, tail = text[: verb.start()], text[verb.end() :].strip()
    colon = headed or ":" in tail
    if tail.startswith(":") and tail.strip(": -*_>"):  # the quote goes on behind the colon
        return bool(LEAD.match(text) and DATE.search(head) and TIME.search(head) and ADDRESS.search(head))
    if LEAD.match(text):
        sure = not _TOLD.search(head) if address else bool(date) and not _SAYS.search(head)
        return sure and (colon or bool(date and address)) and len(head) < 300
    return _named(head, tail, following, colon=colon)


def _named(head: str, tail: str, following: list[str], *, colon: bool) -> bool:
    """« Cabinet <c@…> a écrit : », « Cabinet a écrit le 9 mars 2026 à 09:30 : », « ---- John wrote ---- »."""
    if len(head) > 160 or _SAYS.search(head) or re.search(r"[!?]|\. ", head):
        return False
    ruled = bool(re.match(r"[-_=*]{2,}", head)) and bool(re.search(r"[-_=*]{2,}$", tail))
    if ruled:
        return True
    if _THING.match(head.lstrip(" >*_-")):
        return colon and marked(following)
    if not colon or len(head.split()) > 12 or not _SENTENCE_START.match(head.lstrip(" >*_-")):
        return False
    return bool(ADDRESS.search(head) or ADDRESS.search(tail) or TIME.search(tail)) or marked(following)


def marked(rest: list[str]) -> bool:
    """Whether the quote that starts here marks its lines with `>`."""
    leading = [x for x in rest[:40] if x.strip()][:3]
    return any(x.lstrip().startswith(">") for x in leading)
