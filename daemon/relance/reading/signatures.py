# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""What stands under the words of a mail and is not said: contact blocks, advertisements of telephones, disclaimers."""

from __future__ import annotations

import re

from relance.domain.dates import fold_line

_THING = (
    r"(?:i ?phone|i ?pad|ios|outlook|yahoo|gmail|proton|icloud|smartphone|mobile|portable|telephone|phone|samsung|galaxy|orange|sfr|bouygues|huawei"
    r"|xiaomi|redmi|oppo|honor|pixel|nokia|sony|xperia|wiko|htc|motorola|blackberry|android|windows|aol|appareil|tablette|tablet|messagerie|webmail"
    r"|mailo?|courrier|laposte|spark|bluemail|mailbird|airmail|k-9|gmx|web\.de|handy|mobiltelefon|device|movil|telemovel|cellulare|telefon)"
)
_FROM = (
    r"(?:de|d'un|depuis|a partir d[e']|avec|via|par (?=mon|outlook|yahoo)|a l'aide de|from|with|using|von|vom|mit|uber|desde(?: el| mi)?|con|da|dal|do|pelo|van|vanaf"
    r"|vanuit|met|fran|fra|med|z|ze|s|de pe|с|из|з|от|από|من|dari|des de)"
)
_DEVICE = re.compile(
    rf"(?:envoye|sent|gesendet|enviad[oa]|inviato|verzonden|verstuurd|skickat|sendt|wysłan[oe]|odeslano|trimis|poslano|dikirim|отправлено|надіслано"
    rf"|изпратено|στάλθηκε|εστάλη|أرسلت|أُرسلت) {_FROM}(?: ?[^\s,.;:!?]{{1,14}}){{0,3}}?[ '-]?(?:{_THING}\b|iphon[a-z]{{1,3}}\b).{{0,90}}"
    r"|lahetetty .{0,12}(?:iphone|ipad|android|puhelime|outlook).{0,30}|(?:get|obtenir|telecharge[rz]) [\w ]{2,20} (?:for|pour) (?:android|ios|iphone|mobile|windows).{0,60}"
    r"|(?:sent|envoye) (?:from|de|depuis) (?:my|mon|ma)(?: [\w+'-]{1,20}){1,5}\.?|נשלח מ.{0,4}-?.{2,30}"
    r"|(?:obtenir|telecharge[rz]|get|download) (?:outlook|l'application|la application|yahoo|the app).{0,80}"
    r"|(?:holen sie sich|obtener|scarica|ottieni|hanki|hamta|hent|pobierz) outlook .{0,60}"
    r"|v(?:on|om) (?:meinem )?.{2,30} gesendet\.?.{0,60}|diese nachricht wurde von .{2,60} gesendet\.?"
    rf"|.{{0,12}}{_THING}.{{0,12}}(?:gonderildi|から送信|에서 보냄)|(?:发自|發自|傳送自).{{2,30}}"
    r"|provenance : .{0,60}|garanti sans virus.{0,80}|virus-free\..{0,60}|sans virus\s?\.?\s?www\.avast.{0,60}"
    r"|https?://(?:aka\.ms|www\.avast)\S*|\[?(?:image|logo|cid)\s*:.{0,200}"
)
_TELLS = re.compile(r"\b(?:j[e']|nous|vous|votre|vos|il|elle|i|we|is|are|was|your|because|car|mais|but)\b")
_DISCLAIMER = re.compile(
    r"(?:[*_\s\"«-]*)(?:ce (?:message|courriel|mail|e-?mail|courrier electronique)[ ,(].{0,90}(?:confidenti|exclusi|secret professionnel|strictement (?:personnel|reserve)"
    r"|destines? (?:uniquement|seulement|a l'(?:usage|attention|intention)|aux? (?:seul|destinataire|personne)))"
    r"|les informations (?:contenues|transmises|figurant).{0,24}\b(?:ce|cet|cette|le present|la presente)\b.{0,90}(?:message|courriel|e-?mail|confidenti)"
    r"|this (?:e-?mail|message|communication|transmission)[ ,(].{0,120}(?:confidential|intended (?:only|solely|for)|privileged|solely)"
    r"|the (?:information|contents?) (?:(?:contained|transmitted) )?(?:in|by|of|with) this (?:e-?mail|message|communication|transmission).{0,90}"
    r"|(?:clause|avis|note|mention) (?:de|legale|importante).{0,4}confidentialite.{0,40}|confidentialit[ey] notice\s*[:-].{0,200}"
    r"|confidentialit[ey]\s*[:-].{0,120}(?:message|courriel|e-?mail|destinataire|recipient)"
    r"|confidential(?:ity)? (?:notice|note|disclaimer).{0,60}|disclaimer\s*:?.{0,12}$|avertissement\s*:.{0,100}(?:confidenti|destinataire|virus)"
    r"|(?:p |🌳 ?|🌱 ?)?(?:pensez a l'environnement|pensons a l'environnement|avant d'imprimer|n'imprimez|preservons l'environnement"
    r"|(?:please )?consider the environment|before printing|think before you print|think green).{0,120}"
    r"|aucune? (?:changement|modification) (?:de|du|de nos) (?:rib|iban|coordonnees).{0,120}|attention aux (?:messages|e-?mails|tentatives).{0,20}fraud.{0,100}"
    r"|l'absence de virus dans ce.{0,80}|cet e-?mail a ete verifie.{0,80}|this email has been (?:checked|scanned).{0,80}"
    r"|si vous n'(?:en )?etes pas le(?:s)? (?:bon |veritable )?destinataires?(?: (?:de ce|du|prevu|vise|auquel)|,).{0,100}"
    r"|si vous avez recu (?:ce|cet|le present) (?:message|courriel|mail|e-?mail).{0,30} par erreur.{0,100}"
    r"|if you (?:are not the intended|have received this.{0,30} (?:in|by) error).{0,100}|diese (?:e-?mail|nachricht) (?:enthalt|ist|kann) .{0,60}(?:vertraulich|bestimmt).{0,60})",
)
_GATEWAY = re.compile(
    r"\W*(?:(?:caution|attention|warning|avertissement|achtung|prudence|externe?|external)\s?[\])*_]*\s?[:!-]?\s*"
    r".{0,30}(?:e-?mail|mail|message|courriel|nachricht)\b.{0,40}(?:external|outside|externe|exterieur|extern\b|ausserhalb).{0,200}"
    r"|\[(?:externe?|external|ext)\]\s*$|(?:ne cliquez (?:pas|sur aucun)|do not click).{0,200}(?:expediteur|sender|safe|sur|lien|contenu)"
    r"|(?:you don't often get email from|vous n'obtenez pas souvent d'e-?mail|vous ne recevez pas souvent de (?:courriers?|messages|e-?mails?)).{0,200})"
)
_PERSONAL = re.compile(r"\b(?:j[e']|mon|ma|mes|nous|vos|votre(?! (?:organisation|entreprise|societe|service)))\b")
_CLOSING = re.compile(
    r"(?:(?:bien |tres |bien a |tout )?(?:cordialement|amicalement|respectueusement|sincerement|cdlt|cdt|bav|fraternellement)"
    r"|(?:meilleures?|sinceres|respectueuses|cordiales|mes|nos|avec mes|avec nos)\b.{0,40}\b(?:salutations?|sentiments|respects|amities|voeux|pensees|excuses|remerciements|regrets)\b.{0,60}"
    r"|(?:veuillez|je vous prie|nous vous prions|recevez|croyez)\b.{0,60}\b(?:agreer|croire|accepter|recevoir|salutations|sentiments|consideration|respects)\b.{0,100}"
    r"|(?:salutations|dans l'attente|vous (?:en )?(?:remerciant|souhaitant)|en vous (?:en )?remerciant|restant|esperant)\b.{0,140}"
    r"|bon(?: week-?end| we| courage| apres-midi| ete)\b.{0,30}|bien a (?:vous|toi)|a vous|bonnes? (?:journee|reception|soiree|semaine|fin|vacances|fetes|apres-midi|aprem|continuation|annee|suite)\b.{0,50}"
    r"|merci(?: (?:d'avance|a vous|beaucoup|bien|par avance))?"
    r"|best(?: regards| wishes)?|all (?:the|my) best|(?:kind|warm|many|with kind|with best)(?:est)? (?:regards|thanks|wishes)|regards|sincerely(?: yours)?"
    r"|yours (?:sincerely|faithfully|truly)|take care|thanks(?: again| a lot| in advance)?|thank you|cheers"
    r"|(?:mit )?(?:freundliche[nm]?|herzliche[nm]?|beste[nm]?|viele[nm]?|liebe[nm]?|schone[nm]?) gru(?:ss|ß)(?:en?)?(?: aus \w+)?|gru(?:ss|ß)e?|mfg|vg|lg"
    r"|vielen dank(?: im voraus)?|danke"
    r"|(?:un )?(?:cordial )?saludos?(?: cordiales)?|(?:muchas )?gracias|atentamente|cordialmente|(?:cordiali |distinti )?saluti|grazie(?: mille)?"
    r"|(?:met )?(?:vriendelijke |hartelijke )?groet(?:en|jes)?|mvg|alvast bedankt|atenciosamente|(?:com os melhores )?cumprimentos|obrigad[oa]"
    r"|(?:med )?(?:vanlig[a]? |venlig |vennlig )?(?:halsning(?:ar)?|hilsen)|mvh|pozdrawiam|z powazaniem|do widzenia|s pozdravem|udvozlettel|cu stima"
    r"|(?:ystavallisin )?terveisin|с уважением|με εκτίμηση)"
    r"(?:\s*(?:,|\.|!|-|et bonne (?:journee|reception|semaine|soiree)))*",
)
_PHONE = re.compile(
    r"(?:\+|00)\d{2}[\s.()-]*\d|(?<!\d)0[1-9](?:[\s.-]?\d{2}){4}(?!\d)|\(\d{3}\) ?\d{3}-\d{4}|\d{3}[-.]\d{3}[-.]\d{4}"
)
_CONTACT = re.compile(
    r"@[\w-]+\.|https?://|\bwww\.|\b(?:tel|telephone|tph|fax|mob|mobile|port|portable|phone|standard|ligne directe)\b\s*[.:]+\s*[+(\d]"
    r"|\b(?:tel|fax|siret?|siren|rcs|tva|ape|capital(?: social)?|e-?mail|mail|courriel|web|site)\b\s*:|\b(?:rcs|siret|siren)\b.{0,24}\d{3}"
    r"|^\W*(?:t|m|p|f|d)\s*[.:]\s*[+(\d]"
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
    folded = fold_line(line).strip(" \t<>*_-.|").replace("  ", " ")
    if not _DEVICE.fullmatch(folded) and not _DEVICE.fullmatch(folded.lower()):
        return False
    first = re.search(r"[^\W\d_]", line)
    return bool((first and not first[0].islower()) or "http" in folded) and not _TELLS.search(folded)


def is_gateway_notice(line: str) -> bool:
    """« ATTENTION : ce message vient de l’extérieur … »: a line that a mail server puts above the sender's words."""
    folded = fold_line(line).strip()
    return bool(_GATEWAY.fullmatch(folded)) and not _PERSONAL.search(folded)


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
        if is_device(line) or is_gateway_notice(line):
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
    if len(folded.split()) >= 3 and re.search(
        r"\b(?:je\b|j'|(?:mon|ma|mes) |i (?:am|will|have|do|did|can)\b)", folded
    ):
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
    announced = start > 0 and lines[start - 1].rstrip().endswith(":")
    if not any(is_contact(x) for x in block) or start == 0 or announced:
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
    if line.rstrip().endswith(":"):
        return False
    if len(words) >= 4 and _SPEAKS.search(fold_line(line)):
        return False
    return (is_contact(line) and len(words) <= 14) or (len(words) <= 6 and not re.search(r"[.!?;,]\s*$", line))
