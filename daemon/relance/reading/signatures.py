# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""What stands under the words of a mail and is not said: contact blocks, advertisements of telephones, disclaimers."""

from __future__ import annotations

import re

from relance.domain.dates import fold_line

_DEVICE = re.compile(
    r"(?:envoye (?:de|depuis|a partir de|avec|via|par|a l'aide de)\b.{0,20}\b(?:mon|ma|mes|le|la|l'|outlook|yahoo|gmail|proton|mail|"
    r"courrier|smartphone|mobile|iphone|ipad|samsung|orange|sfr|free|bouygues|telephone|appareil|galaxy|huawei|xiaomi|blackberry)"
    r".{0,80}|(?:obtenir|telecharge[rz]|get|download) (?:outlook|l'application|la application|yahoo|the app).{0,80}"
    r"|sent (?:from|via|with|using) (?:my|outlook|yahoo|proton|mail|gmail|the|samsung|iphone|ipad|spark|mailbird|windows).{0,80}"
    r"|(?:gesendet|enviado|inviato|verzonden|verstuurd|skickat|sendt|wyslane|enviada) (?:von|mit|desde|do|da|vanaf|fran|fra|z|via)\b.{0,80}"
    r"|provenance : .{0,60}|von meinem .{0,30} gesendet\.?|garanti sans virus.{0,80}|virus-free\..{0,60}|https?://(?:aka\.ms|www\.avast)\S*"
    r"|\[?(?:image|logo|cid)\s*:.{0,200})",
)
_DISCLAIMER = re.compile(
    r"(?:[*_\s\"«-]*)(?:ce (?:message|courriel|mail|e-?mail|courrier electronique)[ ,(].{0,90}(?:confidenti|destin|exclusi|strictement)"
    r"|les informations (?:contenues|transmises|figurant).{0,90}(?:message|courriel|e-?mail|confidenti)"
    r"|this (?:e-?mail|message|communication|transmission)[ ,(].{0,120}(?:confidential|intended|privileged|solely)"
    r"|the (?:information|contents?) (?:contained|transmitted|in this|of this).{0,90}"
    r"|(?:clause|avis|note|mention) (?:de|legale|importante).{0,4}confidentialite.{0,40}|confidentialit[ey](?: notice)?\s*[:-].{0,200}"
    r"|confidential(?:ity)? (?:notice|note|disclaimer).{0,60}|disclaimer\b.{0,30}|avertissement\s*:.{0,100}"
    r"|(?:p |🌳 ?|🌱 ?)?(?:pensez a l'environnement|pensons a l'environnement|avant d'imprimer|n'imprimez|preservons l'environnement"
    r"|(?:please )?consider the environment|before printing|think before you print|think green).{0,120}"
    r"|l'absence de virus dans ce.{0,80}|cet e-?mail a ete verifie.{0,80}|this email has been (?:checked|scanned).{0,80}"
    r"|si vous (?:n'etes pas|avez recu) (?:le destinataire|ce (?:message|courriel|mail|e-?mail)).{0,100}"
    r"|if you (?:are not the intended|have received this).{0,100}|diese (?:e-?mail|nachricht) (?:enthalt|ist|kann).{0,100})",
)
_CLOSING = re.compile(
    r"(?:(?:bien |tres |bien a |tout )?(?:cordialement|amicalement|respectueusement|sincerement|cdlt|cdt|bav|fraternellement)"
    r"|(?:meilleures?|sinceres|respectueuses|cordiales|mes|nos|salutations|bonnes?|veuillez|je vous prie|nous vous prions|dans l'attente"
    r"|vous (?:en )?(?:remerciant|souhaitant)|en vous (?:en )?remerciant|restant|esperant|avec mes|avec nos|recevez|croyez)\b.{0,140}"
    r"|bien a vous|a vous|bonne (?:journee|reception|soiree|semaine|fin)\b.{0,50}|merci(?: (?:d'avance|a vous|beaucoup|bien|par avance))?"
    r"|best(?: regards| wishes)?|(?:kind|warm|many)(?:est)? (?:regards|thanks)|regards|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)"
    r"|thanks(?: again| a lot| in advance)?|thank you|cheers|mit freundlichen grussen|freundliche grusse|mfg|viele grusse|beste grusse"
    r"|(?:un )?(?:cordial )?saludos?|atentamente|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?|atenciosamente)"
    r"(?:\s*(?:,|\.|!|-|et bonne (?:journee|reception|semaine|soiree)))*",
)
_PHONE = re.compile(
    r"(?:\+|00)\d{2}[\s.()-]*\d|(?<!\d)0[1-9](?:[\s.-]?\d{2}){4}(?!\d)|\(\d{3}\) ?\d{3}-\d{4}|\d{3}[-.]\d{3}[-.]\d{4}"
)
_CONTACT = re.compile(
    r"@[\w-]+\.|https?://|\bwww\.|\b(?:tel|telephone|tph|fax|mob|mobile|port|portable|phone|standard|ligne directe|siret?|siren|rcs|tva|ape"
    r"|capital(?: social)?|e-?mail|mail|courriel|web|site)\b\s*[.:]|^\W*(?:t|m|p|f|d)\s*[.:]\s*[+(\d]"
    r"|\b\d{5}\s+[a-z]|\b(?:cedex|bp \d+|cs \d+)\b|^\W*\d{1,4}\s?(?:bis|ter)?,?\s+(?:rue|avenue|av|bd|boulevard|place|chemin|route|impasse"
    r"|allee|quai|cours|square|zone|za|zi|rn|lieu)\b|\b(?:zone (?:artisanale|industrielle)|z\.?a\.?c?\.?|z\.?i\.?)\s+\w"
)
_JOB = re.compile(
    r"\b(?:gerante?|directeur|directrice|comptable|comptabilite|president[e]?|dirigeante?|assistante?|responsable|service|secretaire|associee?"
    r"|daf|raf|dg|pdg|ceo|cfo|manager|director|accountant|accounts|head of|officer|chef|charge|chargee|gestionnaire|artisan|cabinet|societe|sarl"
    r"|sasu?|eurl|sci|scp|selarl|ltd|gmbh|inc|groupe|ets|etablissements|entreprise|administrati(?:f|ve|on)|finance|direction|pole)\b"
)


_SPEAKS = re.compile(
    r"\b(?:je|j'|nous|vous|merci|veuillez|pouvez|voyez|voir avec|ecri(?:re|vez)|adresse[rz]|envoye[rz]|contacte[rz]|please|we|you)\b"
)


def is_device(line: str) -> bool:
    """« Envoyé de mon iPhone » and its kin: a line the telephone wrote."""
    return bool(_DEVICE.fullmatch(fold_line(line).strip(" \t<>*_-.|")))


def is_disclaimer(line: str) -> bool:
    """First line of a legal or ecological notice that the mail server adds."""
    return bool(_DISCLAIMER.match(fold_line(line).strip()))


def is_closing(line: str) -> bool:
    """A line of closing words standing alone (« Bien cordialement, »)."""
    folded = fold_line(line).strip(" \t*_")
    return len(folded) <= 160 and bool(_CLOSING.fullmatch(folded))


def is_contact(line: str) -> bool:
    """A line with a telephone, an address, a site or a register number."""
    folded = fold_line(line).strip()
    return bool(_PHONE.search(folded) or _CONTACT.search(folded)) and len(folded) < 160


def _is_name(line: str) -> bool:
    bare = line.strip(" \t*_,.-")
    words = bare.split()
    return 0 < len(words) <= 5 and not re.search(r"\d|[:@/|?!]", bare) and any(w[0].isupper() for w in words)


def without_signature(lines: list[str]) -> list[str]:
    """The lines without device lines, disclaimers and contact block; the closing words and the name typed stay."""
    kept: list[str] = []
    for line in lines:
        if is_device(line):
            continue
        if is_disclaimer(line):
            break
        kept.append(line)
    while kept and not kept[-1].strip(" \t_*=-"):
        kept.pop()
    closing = _last_closing(kept)
    if closing is not None:
        return _after_closing(kept, closing)
    return _without_trailing_contact(kept)


def _last_closing(lines: list[str]) -> int | None:
    """Index of the closing words, when what follows them can be a name and a contact block."""
    for index in range(len(lines) - 1, max(-1, len(lines) - 25), -1):
        if is_closing(lines[index]):
            tail = [x for x in lines[index + 1 :] if x.strip()]
            talks = any(_talks(x) for x in tail)
            if not talks:
                return index
    return None


def _talks(line: str) -> bool:
    """Whether a line under the closing words is again something said (« PS : … »)."""
    folded = fold_line(line).strip()
    if re.match(r"(?:p\.?\s?-?s\.?|nb|n\.b\.)\s*[:.-]?\s", folded):
        return True
    return len(folded.split()) >= 6 and not is_contact(line) and not _JOB.search(folded)


def _after_closing(lines: list[str], closing: int) -> list[str]:
    kept = lines[: closing + 1]
    tail = lines[closing + 1 :]
    named = False
    for line in tail:
        if not line.strip():
            if named:
                break
            kept.append(line)
            continue
        if named or is_contact(line) or not _is_name(line):
            break
        kept.append(line)
        named = True
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _without_trailing_contact(lines: list[str]) -> list[str]:
    """Drop a contact block that no closing words announce: trailing short lines among which contacts stand."""
    start = len(lines)
    while start > 0 and (not lines[start - 1].strip() or _block_line(lines[start - 1])):
        start -= 1
    block = [x for x in lines[start:] if x.strip()]
    if sum(is_contact(x) for x in block) == 0 or start == 0:
        return lines
    kept = lines[:start]
    for line in lines[start:]:
        if is_contact(line) or (kept is not lines[:start] and _JOB.search(fold_line(line))):
            break
        kept.append(line)
        if line.strip():
            break
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _block_line(line: str) -> bool:
    words = line.split()
    if len(words) >= 4 and _SPEAKS.search(fold_line(line)):
        return False
    return (is_contact(line) and len(words) <= 14) or (len(words) <= 6 and not re.search(r"[.!?;,]\s*$", line))
