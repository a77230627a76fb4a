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
from relance.reading.machines import reasons
from relance.reading.machines.absences import absence, is_absence, speaks_of_debt
from relance.reading.machines.bounces import bounce, delivered
from relance.reading.message import Message
from relance.reading.quoting import new_text

_TICKET = re.compile(
    r"\b(?:votre (?:demande|message|requete|courriel|mail|e-?mail|ticket|reclamation)|un ticket|ticket|demande)\b.{0,80}\b(?:a (?:bien )?ete (?:enregistree?|recue?|prise? en compte|creee?|pris en charge|ouvert|transmis|receptionne|confie)|"
    r"est (?:bien )?(?:enregistree?|parvenue?|arrivee?|prise? en compte|en cours de traitement)|sera traite)|\b(?:nous avons|avons) bien (?:recu|receptionne|enregistre|pris en compte) votre (?:message|demande|mail|e-?mail|courriel|requete)\b"
    r"|\baccuse de reception\b|\b(?:numero de|reference du|n° de) (?:ticket|dossier|demande)\b.{0,40}\d|\bsous la reference\b|\bnouveau ticket\b|\bdemande enregistree\b|\b(?:ticket|incident|demande)\b.{0,80}\b(?:clotur|resolu|ouvert par|statut)|\bouvert par\b.{0,40}\bpriorite\b|\baccusons reception de votre\b|\bau-dessus de cette ligne\b|\bvotre envoi a ete pris en charge|\bpas besoin d'ecrire a nouveau|\bthank you for contacting\b|\b(?:query|enquiry|inquiry|case) (?:has been|was) (?:logged|registered|created)|"
    r"\b(?:your|a) (?:request|message|ticket|email|e-mail|case|inquiry|enquiry)\b.{0,60}\b(?:has been|was|is) (?:received|created|logged|registered|opened|closed)|\bwe (?:have )?received your (?:request|message|email|e-mail|inquiry)\b|\bticket (?:id|number|#)|\[(?:ticket|request|case|demande) ?[:#]?|"
    r"\bihre (?:anfrage|nachricht|e-mail)\b.{0,60}\b(?:eingegangen|erhalten|registriert)|\b(?:hemos|he) recibido (?:tu|su|vuestr[oa]) |\bgracias por contactar|\babbiamo ricevuto (?:la (?:sua|tua|vostra)|il (?:suo|vostro))|\brecebemos (?:a sua|o seu)|\bwij hebben uw .{0,30}ontvangen"
)
_GENERATED = re.compile(
    r"\breponse automatique\b|\bauto-?(?:reply|response)\b|\b(?:message|mail|courriel|e-?mail) (?:est )?(?:envoye |genere )?automatique(?:ment)?\b|\bne pas repondre a ce (?:message|mail|courriel)|\bne repondez pas\b|\bdo not reply\b"
)
_PERSON_SAYS = re.compile(
    r"\b(?:a|ont) (?:repondu|ecrit|commente|ajoute)\s*:|\bcommentaires? (?:supplementaires?|ajoutes?|publics?)\b|\ba ajoute un commentaire|\bnouveau commentaire|\bajout d'un suivi|\bsuivi ajoute|\badded a (?:comment|reply|note)|\b(?:replied|commented)\s*:"
)
"""A ticket system passes on what a person wrote in it."""
_GONE_FOR_GOOD = re.compile(
    r"\b(?:ne (?:fait|font|fais) plus partie|n'appartient plus|a (?:definitivement )?quitte (?:la|le|l'|notre|ses|nos)|ai quitte (?:la|le|l'|mes)|ne travaille plus|n'est plus (?:utilisee?|relevee?|active?|valide|en service|consultee?)|(?:cette|la) (?:boite|adresse|messagerie)\b.{0,30}\bsera (?:supprimee|fermee|desactivee)|changement d'adresse|droits a la retraite|parti(?:e)? a la retraite|depart (?:a la|en) retraite|ai vendu|"
    r"no longer (?:with|works?|employed|part of|monitored|in use)|has left (?:the|our)|left the company|nicht mehr (?:bei|im unternehmen|tatig)|ya no (?:trabaja|forma parte)|non (?:lavora|fa) piu|mailbox is (?:no longer|not) (?:monitored|in use))"
)
"""Nobody comes back to such a mailbox: a person may say so of another, so that only a header makes it a machine's."""
_HINTS_AWAY = re.compile(
    r"\b(?:absen\w+|conges?|vacances?|retour|revien\w*|reprise|reprend\w*|joignable|indisponible|injoignable|ferm(?:e|es|ee|ees|eture|ons)\b|rouvr\w+|reouvr\w+|deplacement|formation|colloque|conference|arret|mission|chantiers?|repos|away|back|out of|until|holidays?|leave|travel\w*|closed|reopen\w*|ausente|ferie|vacaciones|fuera|fuori|chius\w+|riapr\w+|urlaub|abwesend|abwesenheit|zuruck|afwezig|vakantie|encerrad\w+|week-?end|ne (?:consulte|lis|releve)|pas de reseau|ne peux pas repondre|releve (?:sa|ma) (?:boite|messagerie)|jusqu'\w*)\b"
)
_LABELLED = re.compile(
    r"(?<!votre )(?<!une )(?<!cette )\breponse auto(?:matique)?\b|\b(?:envoyee?|generee?) (?:automatiquement|par (?:mon|le|un) (?:telephone|webmail|repondeur|serveur))|\bc'est le repondeur de\b|\bmessage (?:automatique|d'absence)\b"
)
_TICKET_SUBJECT = re.compile(
    r"\b(?:accuse de reception|reponse automatique|auto(?:matic)?[ -]?(?:reply|response|ack)|autoreply|ticket (?:recu|cree|received|created)|demande (?:recue|enregistree)|request received|nous avons bien recu|"
    r"we (?:have )?received|confirmation de reception|prise en compte)\b|\[(?:ticket|demande|request|case|incident)?\s?[#n°:]*\s?\d{3,}\]|##\s?\d+"
)
_ROBOT = re.compile(
    r"^(?:no-?_?reply|do-?not-?reply|ne-?pas-?repondre|nepasrepondre|noreponse|notifications?|ticket\w*|helpdesk|auto-?(?:reply|confirm|mailer)\w*|robot|mailer)\b"
)
_ANSWERED_BY_ITSELF = re.compile(
    r"\W*(?:[\w.-]+ #?\d+\] )?(?:(?:reponse|message|mail|courriel|e-mail) auto(?:matique)?|auto(?:matic|matische|matisch|matisk|matico)?[ -]?(?:reply|response|antwort|antwoord|svar)|autoreply|autoresponder|repondeur|message d'absence|resposta automatica|automatische antwort|automatisch antwoord|respuesta automatica|risposta automatica|resposta automatica|out of office(?: auto ?reply)?|absence du bureau|abwesenheits\w+|fuera de (?:la )?oficina|fuori sede)(?:\]|\s*:|\s*$)"
)
"""Subjects that Exchange, Gmail, Apple, cPanel, GroupWise and Notes write; a person's answer to one begins by « Re: »."""
_CHALLENGE = re.compile(
    r"(?:mailinblack|boxbe|spamarrest|allowed list|guest list|liste (?:blanche|des expediteurs)|expediteurs? autorises?|whitelist|anti-?spam|protege\w* (?:par|contre)|protected by|first time (?:you|sender)|premiere fois que vous).{0,600}?(?:click\w*|cliqu\w+|http|captcha|lien|link)|(?:click\w*|cliqu\w+|suivre le lien|recopi\w+).{0,250}?(?:allowed list|guest list|liste blanche|mailinblack|boxbe|prouver que|n'etes pas un robot|you are (?:a )?human|are not a robot|que votre (?:message|mail|e-mail) (?:me |lui |nous )?(?:soit|parvienne))"
)
_RECEIPT_SUBJECT = re.compile(
    r"^(?:lu|read|remise?|return receipt|accuse de reception \(lu\)|accuse de lecture de votre message|gelesen|leido|letto|recu|remis|delivered|distribue|not read|non lu|lecture|accuse de lecture|confirmation de (?:lecture|remise)|return receipt \(displayed\)|disposition notification)\s*(?::|-|\(|«|\"|$)"
)
_RECEIPT_TEXT = re.compile(
    r"\b(?:votre|your|le|the|this) (?:message|courrier|mail)\b.{0,400}?\b(?:a ete (?:lu|ouvert|affiche|supprime sans|remis aux? destinataires?|distribue a)|was (?:read|opened|displayed|deleted)|has been (?:read|displayed)|est (?:lu|affiche))\b|\baccuse de (?:lecture|reception)\b.{0,80}\b(?:message que vous avez|du message|pour le (?:message|courr))|"
    r"\breturn receipt\b|\byour document:.{0,200}was received by|\baccuse de reception de votre message|\bthis is a (?:return|read) receipt|\ba ete affiche sur l'ordinateur",
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
    folded = re.sub(r"\s+", " ", fold_line(text[:4000]))
    gone = _GONE_FOR_GOOD.search(folded)
    if _PERSON_SAYS.search(folded) or (gone and not automatic(message)):
        return None
    away = _away(message, text, folded) or (gone[0] if gone else "")
    if away:
        return Understanding(
            Intent.OUT_OF_OFFICE,
            confidence=0.97,
            evidence=(away,),
            new_text=text,
            entities=absence(message, text, today),
            secondary=(Intent.WRONG_CONTACT,) if gone else (),
        )
    if _is_ticket(message, folded) or _is_challenge(folded) or _is_empty_bulk(message):
        return Understanding(Intent.AUTO_ACK, confidence=0.96, evidence=(message.subject[:120],), new_text=text)
    return None


def _away(message: Message, text: str, folded: str) -> str:
    """The words of an absence, or ""; « Réponse automatique » alone makes none of what a ticket system writes."""
    by_header = automatic(message)
    by_itself = by_header or (_by_subject(message) and not _is_personal(folded))
    away = is_absence(message, text, automatic=by_itself)
    named_so = bool(away) and away in fold_line(message.subject) and away not in folded
    if (named_so or not away) and _TICKET.search(folded):
        return ""
    if away:
        return away
    labelled = bool(_LABELLED.search(folded))
    if (by_itself or labelled) and not _is_personal(folded):
        hint = _HINTS_AWAY.search(folded)
        return hint[0] if hint else ""
    return ""


def _is_personal(folded: str) -> bool:
    """What a notice does not do: speak of the debt, or ask."""
    return speaks_of_debt(folded) or "?" in re.sub(r"https?://\S+", "", folded)


def _by_subject(message: Message) -> bool:
    return bool(_ANSWERED_BY_ITSELF.match(fold_line(message.subject)))


_DESKS = (
    "x-servicenow-generated",
    "x-jira-fingerprint",
    "x-zendesk-from-account-id",
    "x-freshdesk-ticket",
    "rt-ticket",
)
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


def _is_challenge(folded: str) -> bool:
    """A filter that asks the sender to prove that a person wrote; it knows nothing of the debt."""
    asks = _CHALLENGE.search(folded) or reasons.CHALLENGE.words.search(folded)
    return bool(asks) and not speaks_of_debt(re.sub(r"http\S+", "", folded))


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


def _is_ticket(message: Message, folded: str) -> bool:
    says = bool(_TICKET.search(folded))
    titled = bool(_TICKET_SUBJECT.search(fold_line(message.subject)))
    robot = bool(_ROBOT.match(message.sender.partition("@")[0]))
    if automatic(message):
        # A help desk also marks as generated what its people write, and a portal its notices: words about the debt
        # are a person's, and a robot's mail that acknowledges nothing is no acknowledgement.
        return says or (titled and not _is_personal(folded)) or not (robot or speaks_of_debt(folded))
    if _by_subject(message):
        return says or not _is_personal(folded)
    told = bool(_GENERATED.search(folded)) or bool(re.search(r"automatique|automatically|no-?reply", folded))
    desk = any(message.header(n) for n in _DESKS)
    bulk = message.header("precedence").lower() in {"bulk", "junk", "auto_reply"} and titled
    return says and (robot or told or bulk or desk)
