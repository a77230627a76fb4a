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
    r"mon absence|notre absence|out of (?:the )?office|(?:i am|i'm|i will be) (?:currently )?(?:away|on (?:leave|holiday|vacation|annual leave)|out of|travelling)|on (?:annual|maternity|parental) leave|currently (?:away|on leave|out of)|limited access to (?:my )?e-?mail|"
    r"acces limite a (?:mes|ma)|ne fai[st] plus partie (?:de|des)|a quitte (?:la|l'|notre|ses)|no longer (?:with|works?))"
)
_URGENT = re.compile(
    r"\b(?:en cas d'urgence|pour toute (?:urgence|demande|question)|si urgent|votre message sera (?:lu|traite)|(?:traiterai|repondrai|prendrai connaissance)\b.{0,60}\b(?:retour|messages?)|a mon retour|des mon retour|vous pouvez (?:contacter|joindre|vous adresser)|"
    r"in case of emergency|for urgent|urgent matters|please contact|upon my return|when i (?:return|get back)|merci de (?:contacter|vous adresser|prendre contact)|ne sera pas (?:lu|transfere|traite)|pas acces a (?:mes|ma|mon))"
)
_PAYMENT_TALK = re.compile(
    r"\b(?:factur\w*|regl\w+|paie\w*|payer|paye\w*|virement|montant|euros?|relance|rappel|conteste\w*|honoraires|invoice|payment)\b|€"
)
_BACK = re.compile(
    r"\b(?:retour|reprend\w*|reprise|rouvr\w+|reouvert\w*|reviendr\w+|serai de retour|disponible a (?:partir|compter)|a (?:partir|compter) du|back|return\w*|des le|reouverture|repondrai)\b"
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
    if announced and (said or refers) and not speaks_of_debt(body):
        return (said or announced)[0]
    threaded = bool(message.in_reply_to) and not subject.startswith("re")
    if said and refers and not speaks_of_debt(body) and (threaded or not message.in_reply_to):
        return said[0]
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


def _return(text: str, today: date) -> date | None:
    calendar = WorkCalendar()
    last_day: date | None = None
    for sentence in sentences(text):
        for day in days(sentence.folded, today, past=False):
            before = sentence.folded[: day.start]
            after = sentence.folded[day.end : day.end + 30]
            inside = sentence.folded[day.start : day.end]
            if (
                re.search(r"(?:jusqu'?a?u?|until|till|through)\W*(?:le |au |a |the )?(?:\w{5,8}di )?$", before)
                or ((re.match(r"(?:au|to) ", inside) or _UNTIL.search(before)) and not _BACK.search(before[-40:]))
                or re.search(r"^\W*(?:inclus|compris|au soir|included|inclusive)", after)
            ):
                last_day = max(last_day or day.on, day.on)
            elif _BACK.search(before[-45:]):
                return day.on
    return calendar.working(last_day + timedelta(days=1)) if last_day else None
