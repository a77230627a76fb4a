# ruff: noqa: E501  patterns of report texts read better unbroken
"""Reports that are not RFC 3464: one row a mail system, how it is recognised, where its recipients stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relance.reading.machines.report import MAILBOX, MOST, Report, mailboxes_in

_A = rf"[<\"'(]?(?:mailto:|smtp:)?({MAILBOX})"
_I = re.IGNORECASE | re.MULTILINE


@dataclass(frozen=True, slots=True)
class Format:
    """One row.

    Attributes:
        name: the evidence shown.
        marks: words (folded, on one line) of which one stands in the report.
        recipients: one match a recipient, or one for the passage that lists them, as group 1.
        dead: what the system means when it gives no reason: the address is dead.
        deep: the recipients stand so that they cannot be mistaken, also below what looks like the returned mail.

    """

    name: str
    marks: tuple[str, ...]
    recipients: re.Pattern[str]
    dead: bool = False
    deep: bool = False


def _clean(address: str) -> str:
    """Without the kind of address that X.400 gateways put before it (`SMTP=user@host`)."""
    return re.sub(r"^(?:smtp|rfc-?822|internet)=", "", address.lower())


def _at(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("<A>", _A), _I)


def _listed(after: str, until: str = r"^[ \t]*[-=_*]{3,}|\Z") -> re.Pattern[str]:
    """The passage between two marks, in which each line that begins with an address names a recipient."""
    return re.compile(rf"(?:{after})(?P<list>[\s\S]*?)(?:{until})", _I)


_LINE = re.compile(rf"^[ \t>*|-]*(?:to:|rcpt to:|recipient:)?[ \t]*{_A}", _I)

FORMATS: tuple[Format, ...] = (
    Format("Amazon SNS", ('"notificationtype', 'notificationtype\\"', "bouncedrecipients"), _at(r"bouncedRecipients(?P<list>[\s\S]*?)\]")),
    Format("qmail", ("qmail-send program", "this is the qmail", "i wasn't able to deliver your message", "mail delivery to the following recipients failed", "verify the addresses and try again", "we're sorry. there's a problem with the e-mail address", "unable to deliver message to the following address", "unable to deliver your message to the following address", "running the courier mail server"), _at(r"^[ \t]*<(?!mailto)<A>>:?[ \t]*(?:$|\()"), deep=True),
    Format("Postfix", ("this is the postfix program", "this is the mail system at", "i'm sorry to have to inform you", "problem report. you can delete your own text"), _at(r"^<<A>>(?:\s\(expanded\sfrom\s+<[^>]*>\))?:"), deep=True),
    Format("DragonFly", ("dragonfly mail agent",), _at(r"delivering your mail to <A>")),
    Format("OpenSMTPD", ("attempting to deliver a message for the following list of recipients", "has been delayed for the following recipients", "this is the mailer-daemon, please do not reply"), _at(r"^<A>:\s")),
    Format("Domino", ("was not delivered to:", "n'a pas ete remis a :", "n'a pas ete distribue a :", "wurde nicht zugestellt an", "non e stato consegnato a", "no se entrego a"), _listed(r"(?:was not delivered to|n.a pas été (?:remis|distribué) [àa]|wurde nicht zugestellt an|non è stato consegnato a|no se entregó a)[^\n:]*:", r"\b(?:because|car|parce que|weil|da|perch[eé]|porque)\b|\Z")),
    Format("Notes", ("------- failure reasons",), _listed(r"failure reasons\s+-+", r"-{4,} returned|\Z")),
    Format("Exchange", ("did not reach the following recipient", "n'a pas atteint", "n'est pas arrive", "hat den folgenden empfanger nicht erreicht", "konnten nicht erreicht werden", "no llego a", "non ha raggiunto", "recipients could not be reached", "destinataires n'ont pas pu etre contactes", "recipients cannot be reached", "ne peuvent pas etre joints", "niet bereikt", "kunde inte nas"),
        _listed(r"(?:did not reach the following recipient[^\n]*|n.a pas atteint[^\n]*(?:\n[^\n@]*)?|nicht erreicht[^\n]*|no llegó a[^\n]*|non ha raggiunto[^\n]*|could not be reached[^\n]*|pu être contactés?[^\n]*|cannot be reached[^\n]*|être joints?[^\n]*|erreicht werden[^\n]*|niet bereikt[^\n]*):?", r"^[ \t]*[-=_*]{3,}|\Z")),
    Format("Exchange Server", ("diagnostic information for administrators", "informations de diagnostic pour les administrateurs", "informations de diagnostics pour les administrateurs", "diagnoseinformationen fur administratoren", "informacion de diagnostico para administradores", "informazioni di diagnostica per gli amministratori"),
        _listed(r"^[^\n]{0,30}(?:generating server|serveur (?:de génération|générateur)|generierender server|servidor (?:de generación|generador)|server di generazione|server che ha generato[^\n:]*)\s?:[^\n]*", r"original message headers|en-t[êe]tes? (?:de|du) message|ursprüngliche|encabezados|intestazioni|\Z")),
    Format("Microsoft 365", ("couldn't be delivered", "n'a pas pu etre remis", "konnte nicht zugestellt werden", "no se pudo entregar", "impossibile recapitare", "n'est pas remis"), _at(r"(?:your message to|votre message (?:à|a|pour|destiné à)|ihre nachricht an|su mensaje (?:a|para)|il messaggio (?:a|per))[ \t]+<A>")),
    Format("Gmail", ("wasn't delivered to", "n'a pas ete distribue a", "n'a pas ete remis a", "wurde nicht an", "delivery to the following recipient", "echec de la remise", "la remise a echoue", "la distribution aux destinataires suivants", "delivery failed to the following", "delivery has failed to these", "there was a temporary problem", "address not found"),
        _at(r"(?:(?:wasn't delivered to|pas été (?:distribué|remis) à|wurde nicht an|message to|message à|messages? (?:pour|destiné à))\s+|(?:delivery to the following|delivery (?:has )?failed to th|la remise a|destinataires suivants)[^\n]*\s+(?:\*\s*)?)<A>")),
    Format("GroupWise", ("the message that you sent was undeliverable", "groupwise"), _at(r"^[ \t]+<A>[ \t]*\(")),
    Format("Demon", ("the following message, addressed to",), _at(r"addressed to <A>")),
    Format("LSMTP", ("error-for:",), _at(r"^[ \t]*error-for:[ \t]*<A>")),
    Format("iMail", ("undeliverable to", "unknown user:", "delivery failed", "invalid final delivery userid"), _at(r"(?:undeliverable[ \t]+to|unknown user:|delivery failed \d+ attempts:|delivery userid:|user[ \t]+mailbox[^:\n]{0,40}:|mailbox)[ \t]+<A>")),
    Format("MDaemon", ("did not receive a copy of your message", "fatal delivery errors"), _listed(r"did not receive a copy[^\n]*|addresses had[^\n]*", r"^---|\Z")),
    Format("MailMarshal", ("the following recipients were affected",), _listed(r"recipients were affected[^\n]*", r"^[ \t]*(?:additional|the following|-{3})|\Z")),
    Format("Sun Messaging Server", ("recipient address:",), _at(r"^[ \t]*recipient address:[ \t]*<A>")),
    Format("InterScan", ("interscan", "received >>>", "sent <<<"), _at(r"(?:deliver message to|sent <<< rcpt to:|rcpt to:)[ \t]*<A>"), dead=True),
    Format("Apache James", ("error message below:",), _at(r"^[ \t]*rcpt to:[ \t]*<A>"), dead=True),
    Format("AOL", ("could not be delivered because they are not accepting mail", "because they are not accepting"), re.compile(r"accepting mail[^\n]*:\s+(?P<local>[\w.-]+)", _I)),
    Format("MMS gateway", ("no valid recipients for this mm", "could not be delivered to mobile"), _at(r"^to:[ \t]*<A>"), dead=True, deep=True),
    Format("list server", ("duplicated message-id", "loop alert", "not a member of this mailing list"), _at(r"(?:message-id in|mailing list)\s+<A>")),
    Format("KDDI", ("could not be delivered to:",), _at(r"could not be delivered to:[ \t]*<A>")),
    Format("Sendmail", ("transcript of session follows", "addresses had", "addresses have delivery notifications", "message not delivered to the following"), _listed(r"addresse?s? ha(?:d|ve)[^\n]*|not delivered to the following[^\n]*", r"^[ \t]*-{3,}|\Z")),
    Format("SMTP transcript", ("transcript", ">>> rcpt to", "while talking to", "error detail"), re.compile(rf"^[ \t>]*(?:5\d\d[ -](?:\d\.\d\.\d+ )?<?({MAILBOX})>?\.\.\.|rcpt to:[ \t]*<({MAILBOX})>(?=\s*\n\s*<<<\s*[45]))", _I)),
    Format("Exim", ("created automatically by mail delivery software", "address(es) failed", "address failed", "addresses failed", "recipients failed", "created automatically by the"), _at(r"^(?:[ \t]+(?:\*[ \t]*)?<A>[>\"]?:?(?=\s|$)|<A>>?\"?:[ \t]*$)")),
    Format("Exim, address that cannot be", ("malformed address:", "incorrectly constructed"), _at(r"^[ \t]+(?:[^\n<]*<)?<A>>?:[ \t]")),
)  # fmt: skip

_LOOSE = re.compile(
    rf"^[ \t>*|-]*(?:(?:intended |failed |undeliverable )?(?:to|recipients?|address(?:es)?|rcpt to|destinataires?|adresse|empfänger|destinatario|pour|à)[ \t]*(?:address)?[ \t]*:[ \t]*)?{_A}(?=[>\"')]?[ \t]*(?:$|[:;,(.\[-]|\.\.\.|\s))",
    _I,
)
_HELP = re.compile(
    r"(?i)(?:contact|assistance|send (?:e-?)?mail to|postmaster|support|abuse|help|mail from|from|sender|de la part de|expéditeur)\W*(?:is|at|to|the|:|<|\s){0,4}$"
)
_SYSTEM = re.compile(
    r"(?i)(?:mailer-?daemon|postmaster|abuse|no-?reply|double-bounce|support|helpdesk)@|@(?:localhost|\[)|^\S+\.(?:gbl|png|gif|jpg)$"
)


def recipients_of(report: Report) -> tuple[str, tuple[str, ...], bool]:
    """Name of the format that names recipients, the recipients, and what the format means when it gives no reason."""
    for known in FORMATS:
        if not any(m in report.folded for m in known.marks):
            continue
        for text in (report.text, report.whole) if known.deep else (report.text,):
            found = _by(known, report, text)
            if found:
                return known.name, found, known.dead
    return "", _by_place(report), False


def _by(known: Format, report: Report, text: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in known.recipients.finditer(text):
        named = match.groupdict()
        if named.get("list") is not None:
            passage = named["list"]
            found.extend(_LINE.findall(passage) or mailboxes_in(passage)[:1])
        elif named.get("local"):
            found.append(f"{named['local']}@{report.message.sender.partition('@')[2]}")
        else:
            found.extend(g for g in match.groups() if g)
    return tuple(dict.fromkeys(_clean(a) for a in found))[:MOST]


def _by_place(report: Report) -> tuple[str, ...]:
    """Addresses that begin a line; else those of the text that are neither ours nor those of people who help."""
    ours = {*report.message.to, report.message.sender, *report.message.cc}
    text = report.text
    begun = [m[1].lower() for m in _LOOSE.finditer(text)]
    loose = [
        m[1].lower() for m in re.finditer(_A, text) if not _HELP.search(text[max(0, m.start() - 40) : m.start()])
    ]
    for found in (begun, loose):
        kept = tuple(dict.fromkeys(a for a in found if a not in ours and not _SYSTEM.search(a)))
        if kept:
            return tuple(dict.fromkeys(map(_clean, kept)))[:MOST]
    return ()
