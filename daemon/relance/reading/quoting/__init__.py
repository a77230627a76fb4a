"""The sender's own new words: a mail without the mails it quotes, without contact block and notices.

What stands in a quoted reminder says nothing (« mise en demeure », « si vous avez déjà réglé »), so a quote that is
not seen is the worst error of this page; but what a person wrote between, beneath or beside a quote is never dropped.
"""

from __future__ import annotations

import re

from relance.reading.message import Message
from relance.reading.quoting.announcements import announced
from relance.reading.signatures import without_signature

_SUBJECT_PREFIX = re.compile(
    r"(?:\s*(?:re|ref|rep|tr|fwd?|aw|wg|sv|antw|réf|rép)(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE
)
_LINK = re.compile(r"\s*[(<\[]*https?://\S+[)>\]]*\s*>?\s*")
_MAX_LINES = 5000


def new_words(message: Message) -> tuple[str, bool]:
    """What the sender newly wrote.

    Returns:
        The new words, and False; where the body holds nothing new, the subject without its `Re:` and True.

    """
    text = new_text(message.text)
    if re.search(r"\w", text):
        return text, False
    return _SUBJECT_PREFIX.sub("", message.subject, count=1).strip(), True


def new_text(text: str) -> str:
    """New words of a body given as plain text (quotes marked `>` or announced by a header block or attribution)."""
    kept: list[str] = []
    for number, passage in enumerate(_passages(text.replace("\t", " ").split("\n")[:_MAX_LINES])):
        words = without_signature(_before_mark(passage, first=number == 0))
        kept += words if len(words) == len(passage) else [*words, ""]
    return "\n".join(_blank_once(kept)).strip()


def quoted_text(text: str) -> str:
    """What a body quotes: everything that is not new, `>` removed (invoice numbers are looked for in it)."""
    new = set(new_text(text).split("\n"))
    return "\n".join(line.lstrip("> ") for line in text.split("\n") if line not in new)


def _passages(lines: list[str]) -> list[list[str]]:
    """What stands outside the quotes, a passage between two of them: each has its own words and its own signature."""
    passages: list[list[str]] = [[]]
    said = False
    index = 0
    while index < len(lines):
        quote = announced(lines, index, said_before=said)
        if quote:
            passages[-1].append(quote.before)
            passages.append([])
            index += quote.lines
            if not quote.is_marked(lines[index:]) and not _announced_next(lines, index):
                break
        elif not _quoted(lines[index]):
            passages[-1].append(lines[index])
            said = said or bool(re.search(r"\w", lines[index]))
            index += 1
        else:
            if passages[-1]:
                passages.append([])
            index += 1 + _orphans(lines, index)
    return passages


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
