# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Mail that no person wrote: absences, acknowledgements of ticket systems, receipts, bounces.

A person taken for a machine is an answer lost, so a header alone decides only where a standard says so; elsewhere the
words must say it too (mail_failures 2.4: X-Auto-Response-Suppress stands in ordinary Exchange mail, List-Id and
Precedence stand in what people write through a ticket system).
"""

from __future__ import annotations

import re
from datetime import date

from relance.domain.dates import fold_line
from relance.domain.intents import Intent, Understanding
from relance.reading.machines.absences import absence, is_absence, speaks_of_debt
from relance.reading.machines.bounces import bounce, delivered
from relance.reading.message import Message
from relance.reading.quoting import new_text

_TICKET = re.compile(
    r"\b(?:votre (?:demande|message|requete|courriel|mail|e-?mail|ticket|reclamation)|un ticket|ticket|demande)\b.{0,80}\b(?:a (?:bien )?ete (?:enregistree?|recue?|prise? en compte|creee?|pris en charge|ouvert|transmis|receptionne)|"
    r"est (?:bien )?(?:enregistree?|parvenue?|arrivee?|prise? en compte|en cours de traitement)|sera traite)|\b(?:nous avons|avons) bien (?:recu|receptionne|enregistre|pris en compte) votre (?:message|demande|mail|e-?mail|courriel|requete)\b"
    r"|\b(?:accuse de reception|reponse) automatique\b|\bauto-?(?:reply|response)\b|\b(?:message|mail|courriel|e-?mail) (?:est )?(?:envoye |genere )?automatique(?:ment)?\b|\bne pas repondre a ce (?:message|mail|courriel)|\bne repondez pas\b|\bdo not reply\b|\b(?:numero de|reference du|n° de) (?:ticket|dossier|demande)\b.{0,40}\d|"
    r"\b(?:your|a) (?:request|message|ticket|email|e-mail|case|inquiry|enquiry)\b.{0,60}\b(?:has been|was|is) (?:received|created|logged|registered|opened)|\bwe (?:have )?received your (?:request|message|email|e-mail|inquiry)\b|\bticket (?:id|number|#)|\[(?:ticket|request|case|demande) ?[:#]?"
)
_TICKET_SUBJECT = re.compile(
    r"\b(?:accuse de reception|reponse automatique|auto(?:matic)?[ -]?(?:reply|response|ack)|autoreply|ticket (?:recu|cree|received|created)|demande (?:recue|enregistree)|request received|nous avons bien recu|"
    r"we (?:have )?received|confirmation de reception|prise en compte)\b|\[(?:ticket|demande|request|case|incident)?\s?[#n°:]*\s?\d{3,}\]|##\s?\d+"
)
_ROBOT = re.compile(
    r"^(?:no-?_?reply|do-?not-?reply|ne-?pas-?repondre|nepasrepondre|noreponse|notifications?|ticket\w*|helpdesk|auto-?(?:reply|confirm|mailer)\w*|robot|mailer)\b"
)
_ANSWERED_BY_ITSELF = re.compile(
    r"\W*(?:(?:reponse|message|mail|courriel|e-mail) auto(?:matique)?|auto(?:matic|matische|matisch|matisk|matico)?[ -]?(?:reply|response|antwort|antwoord|svar)|autoreply|autoresponder|automatische antwort|automatisch antwoord|respuesta automatica|risposta automatica|resposta automatica|out of office(?: auto ?reply)?|absence du bureau|abwesenheits\w+|fuera de (?:la )?oficina|fuori sede)\]?\s*(?::|$)"
)
"""Subjects that Exchange, Gmail, Apple, cPanel, GroupWise and Notes write; a person's answer to one begins by « Re: »."""
_CHALLENGE = re.compile(
    r"(?:mailinblack|boxbe|spamarrest|allowed list|guest list|liste (?:blanche|des expediteurs)|expediteurs? autorises?|whitelist|anti-?spam|protege\w* (?:par|contre)|protected by|first time (?:you|sender)|premiere fois que vous).{0,600}?(?:click\w*|cliqu\w+|http|captcha|lien|link)|(?:click\w*|cliqu\w+|suivre le lien|recopi\w+).{0,250}?(?:allowed list|guest list|liste blanche|mailinblack|boxbe|prouver que|n'etes pas un robot|you are (?:a )?human|are not a robot|que votre (?:message|mail|e-mail) (?:me |lui |nous )?(?:soit|parvienne))"
)
_RECEIPT_SUBJECT = re.compile(
    r"^(?:lu|read|gelesen|leido|letto|recu|remis|delivered|distribue|not read|non lu|lecture|accuse de lecture|confirmation de (?:lecture|remise)|return receipt \(displayed\)|disposition notification)\s*(?::|-|\()"
)
_RECEIPT_TEXT = re.compile(
    r"\b(?:votre|your|le|the|this) (?:message|courrier|mail)\b.{0,400}?\b(?:a ete (?:lu|ouvert|affiche|supprime sans)|was (?:read|opened|displayed|deleted)|has been (?:read|displayed)|est (?:lu|affiche))\b|\baccuse de (?:lecture|reception)\b.{0,80}\b(?:message que vous avez|du message|pour le (?:message|courr))|"
    r"\breturn receipt\b|\bthis is a (?:return|read) receipt|\ba ete affiche sur l'ordinateur",
    re.DOTALL,
)  # fmt: skip


def machine(message: Message, today: date | None) -> Understanding | None:
    """What a machine's mail is, with what it states; None when a person may have written it.

    Args:
        message: the mail.
        today: the day it was written, in the firm's zone, for return dates; None when it is not known.

    """
    failed = bounce(message)
    if failed:
        intent = Intent.BOUNCE_HARD if failed.hard else Intent.BOUNCE_SOFT
        told = (failed.format, failed.reason, failed.bounce.status, *failed.bounce.recipients[:2])
        return Understanding(intent, confidence=0.97, evidence=tuple(x for x in told if x), bounce=failed.bounce)
    if _is_receipt(message) or delivered(message):
        return Understanding(Intent.READ_RECEIPT, confidence=0.98, evidence=(message.subject[:120],))
    text = new_text(message.text)
    away = _away(message, text)
    if away:
        return Understanding(
            Intent.OUT_OF_OFFICE,
            confidence=0.97,
            evidence=(away,),
            new_text=text,
            entities=absence(message, text, today),
        )
    if _is_ticket(message, text) or _is_challenge(text) or _is_empty_bulk(message):
        return Understanding(Intent.AUTO_ACK, confidence=0.96, evidence=(message.subject[:120],), new_text=text)
    return None


def _away(message: Message, text: str) -> str:
    """The words of an absence; « Réponse automatique » alone does not make one of what a ticket system writes."""
    folded = fold_line(text[:4000]).replace("\n", " ")
    by_itself = automatic(message) or (_by_subject(message) and not speaks_of_debt(folded))
    away = is_absence(message, text, automatic=by_itself)
    named_so = bool(away) and away in fold_line(message.subject) and away not in folded
    return "" if named_so and _by_subject(message) and _TICKET.search(folded) else away


def _by_subject(message: Message) -> bool:
    return bool(_ANSWERED_BY_ITSELF.match(fold_line(message.subject)))


_OWN_HEADERS = (
    "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-generated", "x-autogenerated", "x-mail-autoreply",
    "x-autoreply-from",
)  # fmt: skip


def automatic(message: Message) -> bool:
    """The headers say by a standard or a known habit that a machine answered (mail_failures 2.4, strong ones)."""
    submitted = message.header("auto-submitted").lower().split(";")[0].split("(")[0].strip()
    # RFC 3834 section 5; "auto-forwarded" is a person's mail that a rule sent on.
    return (
        submitted not in {"", "no", "auto-forwarded"}
        or any(message.header(n).lower() not in {"", "no", "false"} for n in _OWN_HEADERS)
        or any("auto_reply" in message.header(n).lower() for n in ("precedence", "x-precedence"))
        or (
            message.header("x-ms-exchange-inbox-rules-loop") != ""
            and fold_line(message.header("x-auto-response-suppress")) == "all"
        )
        or "autoresponder" in message.header("delivered-to").lower()
        or "vacation" in message.header("x-apple-action").lower()
        or message.root.raw("return-path").strip() == "<>"
    )


def _is_challenge(text: str) -> bool:
    """A filter that asks the sender to prove that a person wrote; it knows nothing of the debt."""
    folded = fold_line(text[:4000]).replace("\n", " ")
    return bool(_CHALLENGE.search(folded)) and not speaks_of_debt(re.sub(r"http\S+", "", folded))


def _is_empty_bulk(message: Message) -> bool:
    """Sent to many and without one word: nothing a person said is lost."""
    bulk = message.header("precedence").lower() in {"bulk", "junk", "list"}
    return bulk and not (message.text.strip() or message.subject.strip() or message.attachments)


def _is_receipt(message: Message) -> bool:
    """RFC 8098, else the usual words of a receipt under its usual subject."""
    report = message.root.param("report-type").lower()
    if report == "disposition-notification" or any(
        p.content_type == "message/disposition-notification" for p in message.parts
    ):
        return True
    subject = fold_line(message.subject).strip()
    return bool(_RECEIPT_SUBJECT.match(subject)) and bool(_RECEIPT_TEXT.search(fold_line(message.text[:3000])))


def _is_ticket(message: Message, text: str) -> bool:
    folded, subject = fold_line(text[:4000]).replace("\n", " "), fold_line(message.subject)
    says = bool(_TICKET.search(folded)) or bool(_TICKET_SUBJECT.search(subject))
    if automatic(message) or _by_subject(message):
        # A help desk also marks as generated what its people write: words about the debt are a person's.
        return says or not speaks_of_debt(folded)
    robot = bool(_ROBOT.match(message.sender.partition("@")[0]))
    bulk = message.header("precedence").lower() in {"bulk", "junk", "auto_reply"}
    told = bool(
        re.search(r"automatique|automatically|ne pas repondre|ne repondez pas|do not reply|no-?reply", folded)
    )
    return (
        says and bool(_TICKET.search(folded)) and (robot or told or (bulk and bool(_TICKET_SUBJECT.search(subject))))
    )
