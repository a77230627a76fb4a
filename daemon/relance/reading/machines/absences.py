# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Automatic absences: with or without headers, French or English, until when and who stands in."""

from __future__ import annotations

import re
from datetime import date, timedelta

from relance.domain.calendar import WorkCalendar
from relance.domain.dates import days, fold_line
from relance.domain.intents import Entities
from relance.reading.entities import other_address
from relance.reading.message import Message
from relance.reading.words import ready, sentences

_SUBJECT = re.compile(
    r"^\W*(?:(?:re|tr|fw)\s*:\s*)?(?:\[?(?:reponse|message|mail|courriel) automatique\]?|reponse auto\b|automatic reply|auto(?:matische|matic)?[ -]?(?:reply|antwort|response)|autoreply|out of (?:the )?office|ooo\b|absence du bureau|absent(?:e)?(?: du bureau)?\b|absence\b|en conges?\b|conges?\b|vacation\b|away\b|"
    r"je suis absent|abwesen\w+|abwesenheits\w+|fuera de (?:la )?oficina|fuori ufficio|bureau ferme|fermeture (?:annuelle|estivale|du bureau|pour)|notification d'absence|i am (?:out|away))"
)
_BODY = re.compile(
    r"\b(?:(?:je|nous|elle|il) (?:suis|sommes|serai|serons|est|sera) (?:actuellement |donc |egalement |en ce moment |exceptionnellement )?(?:absente?s?|en (?:conges?|vacances|deplacement|arret|rtt|formation)|hors (?:du|de mon) bureau|fermes?|indisponibles?)|actuellement (?:absente?|en conges?|indisponible|hors du bureau|en deplacement|en vacances)|"
    r"absente?s? (?:du bureau|de mon bureau|pour conges?|jusqu'|du \d|le \d|ce jour|a partir|cette semaine)|en conges? (?:jusqu'|du \d|annuels?|maternite|paternite|parental)|(?:cabinet|bureau|bureaux|societe|entreprise|etude|agence|service)\w* (?:est|sont|sera|seront) (?:\w+ )?fermee?s?|(?:de )?retour (?:au bureau |prevu |parmi vous )?(?:le|lundi|mardi|mercredi|jeudi|vendredi)|"
    r"\w+ (?:est|sera|sont|seront) (?:\w+ )?fermee?s? (?:du|jusqu|pour|le|les|a partir|a compter|entre)\b|ferme(?:nt)? ses portes|mon absence|notre absence|out of (?:the )?office|(?:i am|i'm|i will be) (?:currently )?(?:away|on (?:leave|holiday|vacation|annual leave)|out of|travelling)|on (?:annual|maternity|parental) leave|currently (?:away|on leave|out of)|limited access to (?:my )?e-?mail|"
    r"acces limite a (?:mes|ma)|ne fai[st] plus partie (?:de|des)|a quitte (?:la|l'|notre|ses)|no longer (?:with|works?))"
)
_URGENT = re.compile(
    r"\b(?:en cas d'urgence|pour toute (?:urgence|demande|question)|si urgent|votre message sera (?:lu|traite)|(?:traiterai|repondrai|prendrai connaissance)\b.{0,60}\b(?:retour|messages?)|a mon retour|des mon retour|vous pouvez (?:contacter|joindre|vous adresser)|"
    r"in case of emergency|for urgent|urgent matters|please contact|upon my return|when i (?:return|get back)|merci de (?:contacter|vous adresser|prendre contact)|ne sera pas (?:lu|transfere|traite)|pas acces a (?:mes|ma|mon))"
)
_PAYMENT_TALK = re.compile(
    r"\b(?:factur\w*|regl\w+|paie\w*|payer|paye\w*|virement|montant|euros?|relance|rappel|conteste\w*|honoraires|invoice|payment)\b|€"
)
_TOLD = re.compile(
    r"\b(?:merci de )?ne pas repondre\b|\bne repondez pas\b|\bmessage (?:du serveur|automatique|genere)|\b(?:reponse|courriel|mail|e-mail) (?:\w+ )?automatique|\bautomati(?:c|sche) (?:reply|response|antwort)|\bdo not reply\b"
)
"""A notice says that it is one: a closed works may then speak of invoices, a person never does so."""
_BACK = re.compile(
    r"\b(?:retour|reprend\w*|reprise|rouvr\w+|reouvert\w*|reviendr\w+|serai de retour|disponible a (?:partir|compter)|a (?:partir|compter) du|back|return\w*|reopen\w*|retrouv\w+|rallum\w+|revien\w+|riapr\w+|zuruck|volto|wieder|des le|reouverture|repondrai)\b"
)
_UNTIL = re.compile(r"\b(?:jusqu'?a?u?|until|till|through|inclus|au|to)\b\W*(?:le |au |a |la )?(?:\w{5,8}di )?$")


def is_absence(message: Message, text: str, *, automatic: bool) -> str:
    """The words that show an automatic absence, or "".

    Without a header it takes two of: the subject of an absence program, the words of an absence, the usual
    referral; and a person who also talks of the debt is not a machine.
    """
    subject, body = fold_line(message.subject).strip(), fold_line(text[:4000]).replace("\n", " ")
    announced, said, refers = _SUBJECT.match(subject), _BODY.search(body), _URGENT.search(body)
    if automatic:
        found = said or announced
        return ready(found[0] if found else "") if found else ""
    if announced and (said or refers) and (_TOLD.search(body) or not speaks_of_debt(body)):
        return (said or announced)[0]
    threaded = bool(message.in_reply_to) and not subject.startswith("re")
    strong = said[0] if said and not said[0].startswith(("retour", "de retour")) else ""
    if strong and refers and not speaks_of_debt(body) and "?" not in body and (threaded or not message.in_reply_to):
        return strong
    return ""


def speaks_of_debt(body: str) -> bool:
    """Whether folded words speak of an invoice or a payment: what a robot that knows nothing of it does not."""
    return bool(_PAYMENT_TALK.search(body))


def absence(message: Message, text: str, today: date | None) -> Entities:
    """Return date (first working day after « absent jusqu'au X ») and stand-in of an absence."""
    own = frozenset({message.sender, *message.to, *message.cc})
    return Entities(
        date=_return(f"{message.subject}.\n{text}", today) if today else None, new_contact=other_address(text, own)
    )


_MONTHS = {
    "january": "januar|janner|enero|gennaio|janeiro|januari", "february": "februar|febrero|febbraio|fevereiro|februari",
    "march": "marz|marzo|marco|maart", "april": "abril|aprile", "may": "maio|mayo|maggio|mei", "june": "juni|junio|giugno|junho",
    "july": "juli|julio|luglio|julho", "august": "agosto|augustus", "september": "septiembre|settembre|setembro",
    "october": "oktober|octubre|ottobre|outubro", "november": "noviembre|novembro", "december": "dezember|diciembre|dicembre|dezembro",
}  # fmt: skip
_FOREIGN = tuple(
    (re.compile(rf"(?<=\d)\.?(?: de| of)? (?:{names})\b(?: (?:de|del) (?=\d))?"), f" {month} ")
    for month, names in _MONTHS.items()
)
_TILL = re.compile(
    r"\b(?:bis (?:einschlie(?:ss|\u00df)lich |zum |inklusive )*|hasta el (?:dia )?|fino al |ate (?:ao |o )?(?:dia )?|tot (?:en met )?)(?=\d)"
)
_NOT_BEFORE = re.compile(
    r"\b(?:ne|pas|plus|aucun|not|no)\b.{0,60}\b(?:avant|before|until)\W*(?:le |la |the )?(?:\w{5,8}di )?$"
)
_AFTER_FRENCH = re.compile(r"^\W{1,2}(?:\d|[a-z]{3,9} \d)")


def _in_french_or_english(folded: str) -> str:
    """Months and « until » of the neighbours' languages, so that one reader of days serves them all."""
    for pattern, month in _FOREIGN:
        folded = pattern.sub(month, folded)
    return _TILL.sub("jusqu'au ", folded)


def _return(text: str, today: date) -> date | None:
    calendar = WorkCalendar()
    last_day: date | None = None
    for sentence in sentences(text):
        folded = _in_french_or_english(sentence.folded)
        for day in days(folded, today, past=False):
            before, inside, after = folded[: day.start], folded[day.start : day.end], folded[day.end : day.end + 30]
            if not any(c.isdigit() for c in inside) and _AFTER_FRENCH.match(after):
                continue  # the weekday of the date that follows
            if _NOT_BEFORE.search(before) or _NOT_BEFORE.search(before + inside.split(" ")[0]):
                return day.on
            if (
                re.search(r"(?:jusqu'?a?u?|until|till|through)\W*(?:le |au |a |the )?(?:\w{5,8}di )?$", before)
                or ((re.match(r"(?:au|to) ", inside) or _UNTIL.search(before)) and not _BACK.search(before[-40:]))
                or re.search(r"^\W*(?:inclus|compris|au soir|included|inclusive)", after)
            ):
                last_day = max(last_day or day.on, day.on)
            elif _BACK.search(before[-45:]):
                return day.on
    return calendar.working(last_day + timedelta(days=1)) if last_day else None
