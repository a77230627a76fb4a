"""A body cut into what its sender wrote and the mails it quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from relance.reading.quoting.announcements import announced
from relance.reading.signatures import without_signature

_LINK = re.compile(r"\s*[(<\[]*https?://\S+[)>\]]*\s*>?\s*")
_MAX_LINES = 5000


@dataclass(frozen=True, slots=True)
class Cut:
    """A body cut.

    Attributes:
        passages: what stands outside the quotes, a passage between two of them.
        quoted: numbers of the other lines, those that announce a quote included.

    """

    passages: list[list[str]] = field(default_factory=lambda: [[]])
    quoted: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class QuotedMail:
    """A mail in the quotes of another.

    Attributes:
        author: what its announcement says of its sender, as `plain` gives it; "" where nothing announces it.
        to: what it says of the recipients, likewise.
        numbers: numbers of its lines.

    """

    author: str = ""
    to: str = ""
    numbers: list[int] = field(default_factory=list)


def body_lines(text: str) -> list[str]:
    """The lines of a body that are read."""
    return text.replace("\t", " ").split("\n")[:_MAX_LINES]


@lru_cache(maxsize=8)  # asked for by those who look for machines, then for the words
def new_text(text: str) -> str:
    """New words of a body given as plain text (quotes marked `>` or announced by a header block or attribution)."""
    kept: list[str] = []
    for number, passage in enumerate(cut(body_lines(text)).passages):
        words = without_signature(_before_mark(passage, first=number == 0))
        kept += words if len(words) == len(passage) else [*words, ""]
    return "\n".join(_blank_once(kept)).strip()


def quoted_mails(lines: list[str]) -> list[QuotedMail]:
    """The mails a body quotes, the newest first."""
    mails = [QuotedMail()]
    numbers = cut(lines).quoted
    skipped = -1
    for number in numbers:
        if number < skipped:
            continue
        quote = announced(lines, number, said_before=True)
        if quote is None:
            mails[-1].numbers.append(number)
            continue
        skipped = number + quote.lines
        if not any(re.search(r"\w", lines[n]) for n in mails[-1].numbers) and not mails[-1].author:
            mails.pop()
        mails.append(QuotedMail(quote.author, quote.to))
    return mails


def cut(lines: list[str]) -> Cut:
    """What stands outside the quotes and what is quoted; each passage has its own words and its own signature."""
    found = Cut()
    passages = found.passages
    said = False
    index = 0
    while index < len(lines):
        quote = announced(lines, index, said_before=said)
        if quote:
            passages[-1].append(quote.before)
            passages.append([])
            found.quoted.extend(range(index, index + quote.lines))
            index += quote.lines
            if not quote.is_marked(lines[index:]) and not _announced_next(lines, index):
                found.quoted.extend(range(index, len(lines)))
                break
        elif not _quoted(lines[index]):
            passages[-1].append(lines[index])
            said = said or bool(re.search(r"\w", lines[index]))
            index += 1
        else:
            if passages[-1]:
                passages.append([])
            broken = _orphans(lines, index)
            found.quoted.extend(range(index, index + 1 + broken))
            index += 1 + broken
    return found


def _announced_next(lines: list[str], index: int) -> bool:
    """Whether the next line that is not blank announces the quote too (a separator over a header block)."""
    following = next((i for i in range(index, min(len(lines), index + 4)) if lines[i].strip(" >")), None)
    return following is not None and announced(lines, following, said_before=True) is not None


def _quoted(line: str) -> bool:
    """Marked with `>`; « >>> site <<< » is an ornament."""
    bare = line.strip()
    return bare.startswith(">") and not bare.endswith("<<")


def _orphans(lines: list[str], index: int) -> int:
    """1 when the next line is the rest of a quoted one, broken by a mail program without a mark."""
    if index + 2 >= len(lines) or not _quoted(lines[index + 2]):
        return 0
    line, rest = lines[index].rstrip(), lines[index + 1].strip()
    if _LINK.fullmatch(rest):
        return 1
    link = line.rfind("http")
    if link >= 0 and " " not in rest and rest.endswith((")", ">")) and not re.search(r"[)>\s]", line[link:]):
        return 1
    broken = len(line) >= 65 and line[-1] not in ".!?:;" and rest[:1].islower() and len(rest) < 30
    return int(broken)


def _before_mark(lines: list[str], *, first: bool) -> list[str]:
    """Lines before the signature mark `-- ` (RFC 3676 section 4.3; many programs drop its space)."""
    for number, line in enumerate(lines):
        if line.rstrip() in {"--", "—", "-- ."} and (
            number == 0 or not first or any(x.strip() for x in lines[:number])
        ):
            return lines[:number]
    return lines


def _blank_once(lines: list[str]) -> list[str]:
    out: list[str] = []
    for line in lines:
        if line.strip() or (out and out[-1]):
            out.append(line.rstrip())
    return out
