# ruff: noqa: E501  patterns that list words of many languages read better unbroken
"""Non-delivery reports: the fields of RFC 3464 first, then the formats that mail systems really use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relance.domain.dates import fold_line
from relance.domain.intents import Bounce
from relance.reading.machines import reasons
from relance.reading.machines.absences import speaks_of_debt
from relance.reading.machines.formats import recipients_of
from relance.reading.machines.reasons import Reason, coded, is_temporary, said, status_in
from relance.reading.machines.report import Failing, Report
from relance.reading.message import Message, parse

_SYSTEM = re.compile(
    r"(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|mail[-_.]?delivery\S*|mailerdaemon|maildelivery|mta-?\w*|double-bounce|microsoftexchange[0-9a-f]+|post_?master|ndr\b|non-?delivery\S*)"
)
_OFFICE = re.compile(
    r"(?:bounces?|delivery|systeme?|root|sysadmin|admin\w*|administrat\w+|mailer|mail|notification)\b"
)
_SYSTEM_NAME = re.compile(
    r"daemon|mail (?:delivery|system)|delivery (?:sub)?system|postmaster|mailsystem|systeme de (?:remise|messagerie)|administrateur systeme|system administrator|\bndr\b|microsoft outlook|mail administrator"
)
_REPLY = re.compile(r"\s*(?:re|ref|tr|rv|fw|fwd|wg|aw|antw|sv|rif|res|enc|i)\s?(?:\[\d+\])?\s?:")
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|has failed|problem|notification|unsuccessful|report|error|incomplete)|mail delivery|(?:mail|message|delivery) (?:failed|failure)|returned mail|failure notice|failed delivery|non[ -]?remis|non[ -]?distribu|non[ -]?delivr|non[ -]?livr|echec (?:de )?(?:la )?(?:remise|distribution|livraison|delivrance|d'envoi|d'acheminement)|avis de non|message non|retour (?:de|a l'envoyeur)|remise (?:impossible|differee|retardee)|notification d'etat de (?:la )?(?:remise|distribution)|etat de la remise|"
    r"undelivered|unzustellbar|nicht zugestellt|could not (?:be )?(?:send|sent|deliver)|mail (?:system )?error|delayed|differe|retarde|verzoger|warning: .{0,40}(?:not sent|still)|nondeliver|rejected mail|mail refused|message (?:rejected|status|blocked)|message you sent blocked|(?:message|mail) (?:bloque|rejete|refuse)|retourne|problem delivering|not delivered|user unknown|unknown user|cannot (?:be delivered|send)|no se (?:pudo|puede) entregar|no entregado|devuelto|mancata consegna|impossibile (?:recapitare|consegnare)|non recapitabile|niet (?:bezorgd|afgeleverd)|onbestelbaar|nao (?:foi )?entregue|falha na entrega|processing error|loop alert|are not member|bounce notification|mail could not|недостав|не доставлен|配信|送信でき|エラー|退信|undeliverable"
)
_FAILED = re.compile(
    r"(?:could not|couldn't|cannot|can't|was not|wasn't|not|has not been|isn't) (?:be )?delivered|deliver(?:y|ing)\b.{0,60}\b(?:fail\w*|error|problem|unsuccessful|impossible|delayed|deferred)|delivery (?:has )?(?:failed|to the following)|failed to (?:deliver|reach)|undeliverable|(?:unable|not able) to (?:deliver|relay|be delivered|send)|permanent(?:ly)? (?:fatal )?(?:error|failure|failed)|n'a pas (?:pu etre|ete) (?:remis|distribue|delivre|livre|achemine)|n'ont pas pu etre (?:contact|joint|remis)|"
    r"impossible de (?:remettre|distribuer|delivrer|livrer|acheminer)|echec (?:de|lors de) (?:la )?(?:remise|distribution|livraison)|returned to sender|has been returned|(?:a ete|est) (?:bloque|rejete|refuse|mis en quarantaine)|impossible de joindre|i'm afraid i|had (?:permanent )?(?:fatal )?(?:delivery )?(?:errors|problems)|did not (?:reach|receive a copy)|n'a pas atteint|non remis|user unknown|unknown user|no such user|mailbox (?:is )?full|transcript of session|rejected (?:by|your|recipient)|"
    r"address(?:ee)? (?:unknown|rejected|failed)|invalid user|not (?:yet )?been delivered|has been delayed|still being|est retarde|mailbox unavailable|unrouteable|not deliver|error was detected|nicht (?:zugestellt|ausgeliefert)|konnten? nicht|no se (?:pudo|ha podido|puede) entregar|no pudo entregarse|impossibile (?:recapitare|consegnare)|non (?:e stato|puo essere) (?:consegnato|recapitato)|niet (?:worden )?(?:bezorgd|afgeleverd)|nao (?:foi|pode ser) entregue|failed addresses|error message below|送信でき|配信|エラー|не может быть доставлен|не доставлен|无法|退信"
)
_DELAYED = re.compile(
    r"(?:not yet been|has been|been) delayed|delivery (?:is |was |has been )?(?:delayed|deferred)|not yet been delivered|will (?:continue|keep)(?: to)? (?:be )?(?:try|retry|attempt|retried)|it will be retried|warning (?:message )?only|(?:do not|don't) need to (?:resend|do anything)|no action is required|(?:livraison|remise|distribution|message) (?:a ete |est )?(?:retardee?|differee?)|sera (?:a nouveau )?(?:tente|essaye)|(?:n'avez pas besoin|inutile) de (?:le )?renvoyer|nouvelles? tentatives?|still trying|wurde verzogert|weitere (?:zustell)?versuche"
)
_GAVE_UP = re.compile(r"permanent|gave up|given up|giving up|has failed\b|no further|not going to try")
_DONE = frozenset(["delivered", "relayed", "expanded", "deliverable"])
_UNCAUGHT = re.compile(r"uncaught bounce|received as a bounce|bounce action notification")


@dataclass(frozen=True, slots=True)
class Failure:
    """A report as understood.

    Attributes:
        bounce: whom it concerns.
        hard: an address is dead.
        reason: name of the reason of `reasons`, "unsaid" where the report gives none.
        format: what it was recognised by.

    """

    bounce: Bounce
    hard: bool
    reason: str
    format: str


def bounce(message: Message) -> Failure | None:
    """The report of a failed or delayed delivery, or None when the mail is none."""
    report = Report(message)
    if not _may_be_one(message, report) or _is_other_report(message):
        return None
    failing = tuple(f for f in report.failing if f.action not in _DONE)
    if report.failing and not failing:
        return None
    if not failing:
        inside = _wrapped(report)
        if inside:
            return bounce(inside)
        if not report.is_standard and not _looks_like_one(report):
            return None
    failure = _understood(report, failing)
    return None if failure.reason == reasons.CHALLENGE.name else failure


def delivered(message: Message) -> bool:
    """A delivery report (RFC 3464) of a mail that arrived."""
    report = Report(message)
    known = report.is_standard or (_from_system(message) and _may_be_one(message, report))
    return known and bool(report.failing) and all(f.action in _DONE for f in report.failing)


def _is_other_report(message: Message) -> bool:
    """A complaint (RFC 5965) or a receipt (RFC 8098): reports, but no delivery failed."""
    kind = message.root.param("report-type").lower()
    return kind in {"feedback-report", "disposition-notification"} or any(
        p.content_type in {"message/feedback-report", "message/disposition-notification"} for p in message.parts
    )


def _wrapped(report: Report) -> Message | None:
    """A report that a list, a filter or a rule passed on as it came: the outer mail names no recipient."""
    nested = [p for p in report.message.parts if p.content_type == "message/rfc822"]
    if len(nested) != 1 or not re.match(rb"\s*[\w-]+[ \t]*:", nested[0].content[:200]):
        return None
    words = report.folded.strip()
    if words and not _from_system(report.message) and not _UNCAUGHT.search(words):
        return None  # a person sends a report on, with words of his own
    inner = parse(nested[0].content)
    about = Report(inner)
    return inner if _from_system(inner) and (about.is_standard or not recipients_of(report)[1]) else None


def _from_system(message: Message) -> bool:
    """Written by the mail system itself: its reserved names (RFC 5321 section 4.5.1 and long habit)."""
    return bool(
        _SYSTEM.match(message.sender.partition("@")[0])
        or _SYSTEM_NAME.search(fold_line(message.sender_name))
        or (not message.senders and re.search(r"(?i)daemon|postmaster", message.header("from")))
    )


def _may_be_one(message: Message, report: Report) -> bool:
    """A cheap look at the headers; what a person answers or forwards keeps its report to itself."""
    system = _from_system(message)
    subject = fold_line(message.subject)
    if message.root.param("report-type").lower() == "delivery-status" or message.header("x-failed-recipients"):
        return system or not _REPLY.match(subject)
    if _REPLY.match(subject) and not system:
        return False
    return (
        system
        or report.is_standard
        or bool(_SUBJECT.search(subject))
        or bool(_OFFICE.match(message.sender.partition("@")[0]))
        or any(message.header(n) for n in ("x-amz-sns-message-id", "x-mlserver"))
        or _null_path(message)
    )


def _null_path(message: Message) -> bool:
    """The empty reverse-path of all notices (RFC 5321 section 4.5.5); qmail's double bounces have their own."""
    return message.root.raw("return-path").strip() in {"<>", "<#@[]>"}


def _looks_like_one(report: Report) -> bool:
    """The words of a failure, and two of: a mail system's name, a subject, a format or a code of a server."""
    message = report.message
    if message.header("x-failed-recipients") or (message.header("x-mlserver") and _format(report)):
        return True
    subject = fold_line(message.subject)
    told = bool(_FAILED.search(report.folded))
    titled = bool(_SUBJECT.search(subject))
    coded_ = bool(_format(report)) or bool(status_in(report.text)) or bool(re.search(r"\b[45]\d\d[ -]", report.text))
    if _from_system(message):
        # A small firm's only mailbox may be postmaster@: such a sender needs one proof more.
        reserved = not message.sender.startswith("post") or _null_path(message)
        return (told or titled) and (reserved or coded_ or (titled and (told or not speaks_of_debt(report.folded))))
    if titled and _UNCAUGHT.search(subject + report.folded):
        return True
    titled = titled or _null_path(message)
    return (told and titled and coded_) or (coded_ and "bouncedrecipients" in report.folded)


def _format(report: Report) -> str:
    """Name of the format that is recognised and whose recipients stand where it puts them."""
    return recipients_of(report)[0]


def _understood(report: Report, failing: tuple[Failing, ...]) -> Failure:
    name, dead_by_format = "RFC 3464", False
    if not any(f.address for f in failing):
        name, addresses, dead_by_format = _named(report)
        first = failing[0] if failing else Failing("")
        failing = tuple(Failing(a, "", first.action, first.status, first.words) for a in addresses) or (first,)
    failing = tuple(f for f in failing if f.address) or failing
    delayed = _delayed(report, failing)
    judged = [(f, *_judged(report, f, failing, delayed=delayed)) for f in failing]
    if dead_by_format:
        meant = reasons.UNKNOWN
        judged = [
            (f, meant, s or meant.status) if r is reasons.UNSAID and not delayed else (f, r, s) for f, r, s in judged
        ]
    dead = [(f, r, s) for f, r, s in judged if r.dead]
    _, reason, status = (dead or judged)[0]
    found = Bounce(
        recipients=tuple(dict.fromkeys(f.address for f in failing if f.address)),
        status=status or None,
        delayed=delayed,
        original_ids=report.original_ids,
        original_ref=report.original_ref,
        own_trouble=not dead and any(r.own for _, r, _ in judged),
        dead=tuple(dict.fromkeys(a for f, _, _ in dead for a in (f.address, f.asked) if a)),
        asked=tuple(dict.fromkeys(f.asked for f in failing if f.asked)),
    )
    return Failure(found, hard=bool(dead), reason=reason.name, format=name or "words")


def _named(report: Report) -> tuple[str, tuple[str, ...], bool]:
    """Recipients where no field names them: a header of Exim and Google, the format, the returned mail."""
    name, found, dead = recipients_of(report)
    header = report.message.header("x-failed-recipients")
    listed = tuple(dict.fromkeys(a.strip(" <>").lower() for a in header.split(",") if "@" in a))
    if listed:
        return "X-Failed-Recipients", listed, dead
    return (name, found, dead) if found else ("returned mail", report.sent_to, dead)


def _delayed(report: Report, failing: tuple[Failing, ...]) -> bool:
    actions = {f.action for f in failing if f.action}
    if actions:
        return actions == {"delayed"}
    return bool(_DELAYED.search(report.folded)) and not _GAVE_UP.search(report.folded)


def _judged(report: Report, one: Failing, every: tuple[Failing, ...], *, delayed: bool) -> tuple[Reason, str]:
    """Reason and status for one recipient: its own words, its status, then what the report says around its address."""
    words = re.sub(r"\s+", " ", fold_line(one.words))
    near = _near(report, one, every)
    status = _finest(one.status, words, near)
    around = said(near)
    # A server that has only one code for every refusal says in words that the mailbox is full.
    reason = said(words) if words else around if around is reasons.FULL else reasons.UNSAID
    for looked in (coded(one.status), around, coded(status)):
        reason = looked if reason is reasons.UNSAID else reason
    if delayed or is_temporary(status, words or near):
        # Class 4 is never the address's death, whatever the words (RFC 3463 section 3.1).
        reason = Reason(reason.name, reason.words, "4.0.0")
    elif not reason.dead and reason is not reasons.UNSAID and status and coded(status).dead:
        status = reason.status if not reason.own else status
    return reason, status if status and not status.endswith(".0.0") else reason.status or status


def _finest(status: str, words: str, near: str) -> str:
    """The status of the field unless it says nothing (x.0.0); then the one written in the words."""
    if status and not status.endswith(".0.0"):
        return status
    for text in (words, near):
        inside = status_in(text)
        if inside and not inside.endswith(".0.0") and (not status or inside[0] == status[0]):
            return inside
    return status


def _near(report: Report, one: Failing, every: tuple[Failing, ...]) -> str:
    """What the report says of one recipient: all of it, or from its address to the next recipient's."""
    others = [f.address for f in every if f.address != one.address]
    if not others:
        below = report.folded_whole[len(report.text) :].find(one.address + ">:")
        return report.folded if below < 0 else report.folded + report.folded_whole[len(report.text) + below :][:600]
    start = report.folded.find(one.address)
    if start < 0:
        return ""
    ends = [p for a in others if (p := report.folded.find(a, start + len(one.address))) > 0]
    return report.folded[start : min(ends, default=len(report.folded))]
