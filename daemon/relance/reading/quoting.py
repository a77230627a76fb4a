# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""The sender's own new words: a mail without the mails it quotes, without contact block and notices.

What stands in a quoted reminder says nothing (« mise en demeure », « si vous avez déjà réglé »), so a quote that is not
seen is the worst error of this page; all its patterns are of mail programs, in the languages they write.
"""

from __future__ import annotations

import re

from relance.domain.dates import fold_line
from relance.reading.message import Message
from relance.reading.signatures import without_signature

_SEPARATOR = re.compile(
    r"[\s>*_]*(?:[-_=]{2,}\s*(?:message d'origine|message original|message initial|courriel original|mail original|original message|"
    r"original e-?mail|forwarded message|message transfere|message reexpedie|message suivant|transfere par|reply message|reponse|"
    r"urspr(?:u|ue)ngliche nachricht|originalnachricht|weitergeleitete nachricht|mensaje original|messaggio originale|mensagem original|"
    r"oorspronkelijk bericht|ursprungligt meddelande|oprindelig meddelelse|forwarded by)[^\n]{0,80}"
    r"|(?:debut du message (?:reexpedie|transfere)|begin forwarded message|inicio del mensaje reenviado|anfang der weitergeleiteten).{0,6}"
    r"|[-_]{3,}\s*(?:repondez au-dessus|veuillez repondre au-dessus|reply above|please reply above).{0,80})\s*$"
)
_RULE = re.compile(r"\s*(?:_{10,}|-{10,}|={10,}|\*{10,})\s*$")
_LABEL = re.compile(
    r"[\s>*_|]*(de|from|von|da|van|fra|från|fran|expediteur|envoye(?: le)?|sent|date|gesendet|datum|enviado(?: el)?|inviato|verzonden|skickat|"
    r"a|to|an|para|aan|til|till|pour|destinataires?|cc|copie(?: a)?|objet|subject|betreff|asunto|oggetto|assunto|onderwerp|amne|emne|sujet"
    r"|reply-to|repondre a|importance|pieces? jointes?|attachments?)\s?[*_]*\s?:[*_]?(.*)$"
)
_FROM = frozenset(["de", "from", "von", "da", "van", "fra", "fran", "från", "expediteur"])
_WHEN = frozenset(
    [
        "envoye",
        "envoye le",
        "sent",
        "date",
        "gesendet",
        "datum",
        "enviado",
        "enviado el",
        "inviato",
        "verzonden",
        "skickat",
    ]
)
_ABOUT = frozenset(
    ["objet", "subject", "betreff", "asunto", "oggetto", "assunto", "onderwerp", "amne", "emne", "sujet"]
)
_TO = frozenset(["a", "to", "an", "para", "aan", "til", "till", "pour", "destinataire", "destinataires"])

_WROTE = r"(?<!')(?<!ai )(?<!avez )(?<!avons )(?<!aviez )\b(?:a ecrit|a repondu|ecrivait|ecrit|wrote|writes|schrieb|escribio|ha scritto|escreveu|schreef|skrev|napisal(?:\(a\))?|написал(?:а)?|пише)\b"
_ATTRIBUTION = re.compile(
    r"(?:(?:le|on|am|el|il|em|op|den|w dniu|в)\b.{4,260}?" + _WROTE + r"[^.!?]{0,80}:?"
    r"|.{0,120}(?:@|<|\d{4}).{0,160}?" + _WROTE + r".{0,90}:"
    r"|[^.!?,;]{2,60} " + _WROTE + r"(?: (?:le|on|am|the)\b.{4,80}| :|:)"
    r"|\d{4}-\d\d-\d\d \d\d?:\d\d(?::\d\d)?.{0,60}<[^<>\s]+@[^<>\s]+>\s?:)\s*$"
)
_ORANGE = re.compile(r"[>\s]*(?:message du |envoye? : ?)\d\d?/\d\d?/\d\d(?:\d\d)? (?:a )?\d\d?[:h]\d\d")
_SUBJECT_PREFIX = re.compile(
    r"(?:\s*(?:re|ref|rep|tr|fwd?|aw|wg|sv|antw|réf|rép)(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE
)
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
    lines = text.replace("\t", " ").split("\n")[:_MAX_LINES]
    kept: list[str] = []
    index = 0
    while index < len(lines):
        length = _quote_start(lines, index)
        if length:
            index += length
            if not _marked(lines[index:]):
                break
        elif not lines[index].lstrip().startswith(">"):
            kept.append(lines[index])
            index += 1
        else:
            index += 1 + _orphans(lines, index)
    return "\n".join(_blank_once(without_signature(_before_mark(kept)))).strip()


def quoted_text(text: str) -> str:
    """What a body quotes: everything that is not new, `>` removed (invoice numbers are looked for in it)."""
    new = set(new_text(text).split("\n"))
    return "\n".join(line.lstrip("> ") for line in text.split("\n") if line not in new)


def _quote_start(lines: list[str], index: int) -> int:
    """How many lines announce a quote from this one on; 0 when it does not."""
    line = lines[index]
    if not line.strip(" >"):
        return 0
    folded = fold_line(line)
    if _SEPARATOR.match(folded):
        return 1
    if _ORANGE.match(folded) and any(_LABEL.match(fold_line(x)) for x in lines[index + 1 : index + 4]):
        return 1
    if _RULE.match(folded):
        following = next((i for i in range(index + 1, min(len(lines), index + 4)) if lines[i].strip()), None)
        return (following - index) if following is not None and _header_block(lines, following) else 0
    return _header_block(lines, index) or _attribution(lines, index)


def _header_block(lines: list[str], index: int) -> int:
    first = _LABEL.match(fold_line(lines[index]))
    if not first or first[1] not in _FROM | _WHEN | _ABOUT | _TO:
        return 0
    seen: set[str] = set()
    last = index
    gap = 0
    for position in range(index, min(len(lines), index + 14)):
        found = _LABEL.match(fold_line(lines[position]))
        if found:
            seen.add(_kind(found[1]))
            last, gap = position, 0
        elif lines[position].strip():
            gap += 1
            if gap > 2:
                break
        elif {"from", "about"} <= seen:
            break
    enough = "from" in seen and len(seen & {"when", "to", "about"}) >= 2
    return last - index + 1 if enough else 0


def _kind(label: str) -> str:
    for name, labels in (("from", _FROM), ("when", _WHEN), ("about", _ABOUT), ("to", _TO)):
        if label in labels:
            return name
    return "other"


def _attribution(lines: list[str], index: int) -> int:
    """« Le … a écrit : » on one line, or folded over up to five."""
    joined = ""
    for count in range(1, 6):
        if index + count > len(lines):
            return 0
        piece = lines[index + count - 1].strip().lstrip("> ")
        if not piece:
            return 0
        joined = f"{joined} {fold_line(piece)}".strip()
        if len(joined) > 400:
            return 0
        if _ATTRIBUTION.fullmatch(joined) and _is_attribution(joined, lines[index + count :]):
            return count
    return 0


def _is_attribution(joined: str, following: list[str]) -> bool:
    """A date, an address or quoted lines stand with it: « votre associée a écrit : … » alone is a sentence."""
    if re.search(r"\d{1,2}[:h]\d{2}|@|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\b(?:19|20)\d\d\b", joined):
        return True
    return _marked(following[:3])


def _marked(rest: list[str]) -> bool:
    """Whether the quote that starts here marks its lines with `>`."""
    leading = [x for x in rest if x.strip()][:3]
    return any(x.lstrip().startswith(">") for x in leading)


def _orphans(lines: list[str], index: int) -> int:
    """1 when the line after a long quoted one is its rest, broken by a mail program without a mark."""
    if index + 2 >= len(lines) or len(lines[index]) < 65:
        return 0
    rest = lines[index + 1].strip()
    broken = rest[:1].islower() and len(rest) < 30 and lines[index + 2].lstrip().startswith(">")
    return int(broken)


def _before_mark(lines: list[str]) -> list[str]:
    """Lines before the signature mark `-- ` (RFC 3676 section 4.3; many programs drop its space)."""
    for number, line in enumerate(lines):
        if line.rstrip() in {"--", "—", "-- ."} and any(x.strip() for x in lines[:number]):
            return lines[:number]
    if lines and lines[0].rstrip() == "--":
        return []
    return lines


def _blank_once(lines: list[str]) -> list[str]:
    out: list[str] = []
    for line in lines:
        if line.strip() or (out and out[-1]):
            out.append(line.rstrip())
    return out
