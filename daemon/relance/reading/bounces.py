# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Non-delivery reports: RFC 3464 first, then the forms that servers really use, and whose trouble it is.

An address is dead (hard) only when the report says so of the address; a full mailbox, a size, a policy, a delay are soft.
"""

from __future__ import annotations

import re

from relance.domain.dates import fold_line
from relance.domain.intents import Bounce
from relance.reading.addresses import ADDRESS, message_ids
from relance.reading.message import Message
from relance.reading.mime import Part, decode_words, parse_part

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
_SENDER = re.compile(
    r"^(?:mailer-?daemon|postmaster|mail\.?daemon|bounces?|mdaemon|mail-?delivery|mailerdaemon|maildelivery|mta-?\w*|delivery|systeme?|root|admin\w*)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|has failed|problem|notification|unsuccessful|report)|mail delivery|returned mail|failure notice|non[ -]?remis|non[ -]?distribu|non[ -]?delivr|echec (?:de )?(?:la )?(?:remise|distribution|livraison|d'envoi)|avis de non|message non|retour (?:de|a l'envoyeur)|remise (?:impossible|differee)|"
    r"delivery status|undelivered|unzustellbar|could not (?:be )?(?:send|deliver)|mail (?:system )?error|delayed|differe|retarde|warning: .{0,40}(?:not sent|still)|nondeliver|rejected mail|mail refused|message (?:rejected|status|delayed|blocked)|mailsystem|failed|retourne|problem delivering|not delivered|user unknown|cannot be delivered"
)
_FAILED = re.compile(
    r"(?:could not|couldn't|cannot|can't|was not|wasn't|not) be delivered|delivery (?:has )?(?:failed|to the following)|failed to (?:deliver|reach)|undeliverable|unable to (?:deliver|relay)|permanent(?:ly)? (?:fatal )?(?:error|failure|failed)|n'a pas (?:pu etre|ete) (?:remis|distribue|delivre|livre|transmis|achemine)|n'ont pas pu|"
    r"impossible de (?:remettre|distribuer|delivrer|transmettre)|echec (?:de|lors de) (?:la )?(?:remise|distribution|livraison)|returned to sender|i wasn't able to deliver|i'm afraid i|had (?:permanent )?(?:fatal )?(?:delivery )?errors|did not reach|n'a pas atteint|non remis|user unknown|no such user|mailbox (?:is )?full|"
    r"address(?:ee)? (?:unknown|rejected)|not (?:yet )?been delivered|delivery temporarily|has been delayed|still being|est retarde|tentative|unknown user|mailbox unavailable|quota|unrouteable|not deliver|n'existe pas"
)
_DELAYED = re.compile(
    r"(?:not yet been|has been) delayed|delivery (?:is |was |has been )?(?:delayed|deferred)|will (?:continue|keep)(?: to)? (?:be )?(?:try|retry|attempt)|warning message only|do not need to resend|no action is required|(?:livraison|remise|distribution) (?:a ete |est )?(?:retardee|differee)|sera (?:a nouveau )?(?:tente|essaye)|n'avez pas besoin de (?:le )?renvoyer"
)
_DEAD = re.compile(
    r"(?:user|mailbox|recipient|address|account|destinataire|adresse|utilisateur|boite|compte|alias|person|name)\w*\b.{0,60}(?:unknown|not (?:found|exist|known|listed|recogni[sz]ed|a (?:valid|known))|does(?:n't| not) exist|doesn't have|invalid|disabled|inactive|suspended|no longer|discontinued|n'existe|inconnue?|introuvable|invalide|desactivee?|supprimee?|ferme|expired|closed|deactivated|rejected|terminated|incorrecte?|unavailable|no valid)"
    r"|(?:no such (?:user|person|recipient|mailbox|account|address|domain|local)|unknown (?:user|recipient|address|account|local|mailbox|or illegal alias)|invalid (?:recipient|mailbox|address|user)|not our customer|no mailbox (?:here|by)|utilisateur inconnu|adresse (?:inconnue|invalide)|destinataire inconnu|(?:host|domain)(?: name)? (?:\S+ )?(?:unknown|not found|does not exist)|"
    r"unrouteable address|nxdomain|domaine? (?:inconnu|n'existe|introuvable)|name or service not known|no mx|couldn't find any host|has moved|a demenage|change d'adresse|no longer (?:valid|exists|available|with|in use|accepts)|unknown host|no account|this account (?:has been|is) (?:disabled|discontinued)|not listed in|5\.1\.[012346]|5\.4\.4|5\.2\.1)",
    re.DOTALL,
)
_FULL = re.compile(
    r"(?:mailbox|boite|mailfolder|inbox|account|user|quota|disk|storage|messagerie)\w*\b.{0,40}\b(?:full|pleine?|exceed\w*|over|depass\w*|satur\w*|insufficient)|over ?quota|quota (?:exceeded|depasse|atteint)|out of (?:disk )?space|exceeded (?:storage|the)|too many messages|[45]\.2\.2"
)
_CONTENT = re.compile(
    r"too (?:large|big)|size (?:limit|exceeds)|message size|exceeds (?:the )?(?:maximum|size)|maximum (?:message )?size|trop volumineux|taille|virus|attachment|piece jointe|content (?:rejected|blocked|denied)|5\.3\.4|5\.2\.3|5\.6\.\d"
)
_POLICY = re.compile(
    r"spam|blocked|blacklist|black list|block list|blocklist|dnsbl|rbl|spamhaus|reputation|policy|not authori[sz]ed|unauthori[sz]ed|relay(?:ing)? (?:access )?(?:denied|not)|denied|dmarc|spf|dkim|refus\w* par|5\.7\.\d+|rejected (?:due|by|for)|sender (?:address )?(?:rejected|verify)|authentication required"
)
_OWN_QUOTA = re.compile(
    r"(?:daily|hourly|sending|submission|user|outbound)\w* (?:sending |user )?(?:quota|limit)|submissionquotaexceeded|5\.4\.5|sending limit|limite d'envoi|quota d'envoi|too many (?:recipients|messages) (?:per|sent)|exceeded the maximum number of (?:messages|recipients)"
)
_ORIGINAL = re.compile(
    r"^[\s>]*(?:-{2,}[^\n]{0,30}(?:(?:copy of|original|returned|undelivered|unsent|your) ?(?:the )?(?:message|mail|headers?)|message (?:header|follows|d'origine|original|retourne)|en-tetes?)[^\n]{0,80}"
    r"|(?:the )?(?:original|returned|undelivered) (?:message|mail)[^\n]{0,40}(?:follows|below|attached|headers?)[^\n]{0,20}:?|below this line is a copy[^\n]{0,40}|(?:en-tetes? d'origine|message d'origine)[^\n]{0,30}|received: (?:from|by|\(qmail)[^\n]*|return-path: ?<[^\n]*)",
    re.MULTILINE,
)


def is_hard(bounce: Bounce) -> bool:
    """Whether the address is dead: 5.1.x, 5.4.4, disabled, moved; never a delay, a full mailbox, a policy."""
    return not bounce.delayed and not bounce.own_trouble and bool(bounce.status) and _dead_status(bounce.status or "")


def _dead_status(status: str) -> bool:
    return bool(re.fullmatch(r"5\.1\.(?:[0-6]|10)|5\.4\.4|5\.2\.1|5\.5\.0-dead", status))


def bounce(message: Message) -> Bounce | None:
    """The report of a failed or delayed delivery, or None when the mail is none."""
    report = _delivery_status(message)
    if report is not None:
        return _standard(message, report)
    return _by_words(message) if _looks_like_one(message) else None


def _delivery_status(message: Message) -> Part | None:
    for part in message.parts:
        if part.content_type in {"message/delivery-status", "message/global-delivery-status"}:
            return part
    return None


def _standard(message: Message, report: Part) -> Bounce | None:
    groups = [
        dict(parse_part(g.encode("utf-8", "replace")).headers) for g in re.split(r"\n\s*\n", report.text.strip())
    ]
    recipients: list[str] = []
    actions: list[str] = []
    status = None
    diagnostic = ""
    for group in groups:
        if "final-recipient" not in group and "original-recipient" not in group:
            continue
        action = (
            group.get("action", "failed").split()[0].lower() if group.get("action", "failed").split() else "failed"
        )
        actions.append(action)
        if action in {"delivered", "relayed", "expanded"}:
            continue
        recipients.extend(_recipient(group))
        found = _STATUS.search(group.get("status", ""))
        status = status or (found[0] if found else None)
        diagnostic += " " + group.get("diagnostic-code", "")
    if actions and all(a in {"delivered", "relayed", "expanded"} for a in actions):
        return None
    words = fold_line(diagnostic + " " + _first_text(message))
    if not recipients:
        recipients = _recipients_by_words(message, _first_text(message))
    delayed = bool(actions) and all(a == "delayed" for a in actions)
    return _judged(message, tuple(dict.fromkeys(recipients)), status, fold_line(diagnostic) or words, delayed=delayed)


def _recipient(group: dict[str, str]) -> list[str]:
    for name in ("original-recipient", "final-recipient"):
        value = group.get(name, "").partition(";")[2] or group.get(name, "")
        found = ADDRESS.search(decode_words(value))
        if found:
            return [found[0].lower()]
    return []


def _looks_like_one(message: Message) -> bool:
    """Report type, or a mail system's sender or subject together with the words of a failure."""
    if message.root.param("report-type").lower() in {
        "delivery-status",
        "feedback-report",
        "disposition-notification",
    }:
        return message.root.param("report-type").lower() == "delivery-status"
    words = fold_line(_first_text(message))
    if not _FAILED.search(words) and not message.header("x-failed-recipients"):
        return False
    local = message.sender.partition("@")[0]
    subject = fold_line(message.subject)
    daemon = (
        bool(_SENDER.match(local))
        or "daemon" in fold_line(message.sender_name)
        or message.root.raw("return-path").strip() in {"<>", "<#@[]>"}
    )
    return (
        bool(message.header("x-failed-recipients"))
        or (daemon and not subject.startswith("re:"))
        or (
            bool(_SUBJECT.search(subject))
            and bool(_STATUS.search(words) or _REPLY.search(words) or _ORIGINAL.search(words))
            and not subject.startswith("re:")
        )
    )


def _first_text(message: Message) -> str:
    """What the server says, without the returned mail."""
    text = message.text
    cut = _ORIGINAL.search(fold_line(text))
    return text[: cut.start()] if cut and cut.start() > 40 else text


def _by_words(message: Message) -> Bounce:
    text = _first_text(message)
    found = _STATUS.search(text)
    return _judged(
        message,
        tuple(_recipients_by_words(message, text)),
        found[0] if found else None,
        fold_line(text),
        delayed=bool(_DELAYED.search(fold_line(text)))
        and not re.search(r"permanent|gave up|giving up|has failed\b", fold_line(text)),
    )


def _recipients_by_words(message: Message, text: str) -> list[str]:
    listed = [a.lower() for a in ADDRESS.findall(message.header("x-failed-recipients"))]
    if listed:
        return list(dict.fromkeys(listed))
    ours = {message.sender, *message.to}
    marked = re.findall(
        r"(?:^|\n)[\s>*-]*(?:<|\(|rcpt to:\s*<|final-recipient:[^\n]*;\s*|to:\s*<?|mailto:|\"|recipient:\s*|destinataire\s*:\s*)?("
        + ADDRESS.pattern
        + r")(?=>|\)|:|\s|$|\")",
        text,
        re.IGNORECASE,
    )
    loose = marked or ADDRESS.findall(text)
    found = [a.lower().rstrip(".") for a in loose]
    return list(dict.fromkeys(a for a in found if a not in ours and not _SENDER.match(a)))[:10]


def _judged(
    message: Message, recipients: tuple[str, ...], status: str | None, words: str, *, delayed: bool
) -> Bounce:
    """The report with a status that says what its words say (servers often write 5.0.0 for everything)."""
    nested = _returned(message)
    own = bool(_OWN_QUOTA.search(words)) or bool(
        status and re.fullmatch(r"5\.7\.\d+", status) and not _DEAD.search(words)
    )
    kept = status
    temporary = bool(re.search(r"(?<![\d.])4(?:\d\d[ -]|\.\d+\.\d+)", words)) and not re.search(
        r"(?<![\d.])5\d\d[ -]", words
    )
    if _FULL.search(words):
        kept = "5.2.2" if not (status or "").startswith("4") else status
    elif _says_dead(status or "", words) and not (own or temporary or delayed):
        kept = "5.1.1"
    return Bounce(
        recipients=recipients,
        status=kept,
        delayed=delayed,
        original_ids=message_ids(nested.raw("message-id")) if nested else _ids_in(message),
        original_ref=(nested.raw("x-relance-ref").strip() or None) if nested else _ref_in(message),
        own_trouble=own,
    )


def _says_dead(status: str, words: str) -> bool:
    """The words say that the address is dead, though the status does not (servers often write 5.0.0 for everything)."""
    if status.startswith("4") or _dead_status(status) or not _DEAD.search(words) or _CONTENT.search(words):
        return False
    sure = re.search(r"user unknown|no such user|unknown user|does not exist|5\.1\.1|inconnu|n'existe", words)
    return bool(sure) or not _POLICY.search(words)


def _returned(message: Message) -> Part | None:
    for part in message.parts:
        if part.content_type in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"}:
            return parse_part(part.content)
    return None


def _ids_in(message: Message) -> tuple[str, ...]:
    return tuple(
        i for m in re.findall(r"(?im)^[\s>]*message-id:\s*(<[^<>\s]+>)", message.text) for i in message_ids(m)
    )


def _ref_in(message: Message) -> str | None:
    found = re.search(r"(?im)^[\s>]*x-relance-ref:\s*(\S+)", message.text)
    return found[1] if found else None
