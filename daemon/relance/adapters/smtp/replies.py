"""What an SMTP answer means for the mail, for the recipient and for the firm's account; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from relance.domain.model import MailStatus
from relance.domain.records import Outcome, Refusal

# Answers that say the firm's account is in trouble, at whatever command they come: too busy (421), too many
# connections (432, Microsoft), login tried too often (454, Gmail), authentication (530, 534, 535, 538).
_ACCOUNT_CODES = frozenset({421, 432, 454, 530, 534, 535, 538})
# Quotas with codes that look permanent: Gmail's day (5.4.5), Microsoft's (5.2.0 with this word); and the right to
# send under the firm's address, which Microsoft refuses as late as after the dot (5.7.60, 5.2.252).
_ACCOUNT_WORDS = re.compile(
    r"\b[45]\.4\.5\b|SubmissionQuotaExceeded|sending limit|SendAsDenied|permissions? to send as", re.IGNORECASE
)
# 5.7.x is about rights: at MAIL FROM the firm's own; at RCPT only with words that name the sender's side.
_RIGHTS = re.compile(r"\b5\.7\.\d+\b")
_OUR_RIGHTS = re.compile(
    r"relay|authenti|sender|not allowed to send|not permitted to send|client host|blocked using|blacklist|spamhaus",
    re.IGNORECASE,
)
# 5.1.7 and 5.1.8 are about the sender's address (RFC 3463 section 3.2), the others about the recipient's.
_OUR_ADDRESS = re.compile(r"\b5\.1\.[78]\b")
_NO_SUCH_ADDRESS = re.compile(r"\b5\.1\.(?![78]\b)\d+\b")
_BRACKETED_ID = re.compile(r"<([^<>\s@]+@[^<>\s@]+)>")
_BARE_ID = re.compile(r"(?<![\w.<@+-])([\w.+=$-]{12,}@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+)(?![\w>])")


def words(message: str) -> str:
    """A server's words on one line, at most 300 characters, fit to be stored."""
    clean = message.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(char if char.isprintable() else " " for char in clean).split())[:300]


def is_account_trouble(code: int, text: str, command: str) -> bool:
    """Whether the firm's account is to blame, and no other mail should be tried now.

    Args:
        code: of the answer.
        text: of the answer.
        command: MAIL, RCPT, DATA or "." (the final dot).

    """
    if code in _ACCOUNT_CODES or _ACCOUNT_WORDS.search(text):
        return True
    if command == "MAIL" and code >= 500 and _OUR_ADDRESS.search(text):
        return True
    if not _RIGHTS.search(text) or code < 500:
        return False
    return command == "MAIL" or (command == "RCPT" and bool(_OUR_RIGHTS.search(text)))


def refused(code: int, message: str, command: str, recipients: Iterable[str], known: Iterable[Refusal]) -> Outcome:
    """The outcome of an answer that refuses the whole mail.

    Args:
        code: of the answer, 400 or more.
        message: of the answer.
        command: MAIL, DATA or "." (the final dot).
        recipients: who was accepted before.
        known: who was refused before.

    """
    text = words(message)
    refusals = tuple(known)
    if is_account_trouble(code, text, command):
        # Whatever the first digit: the mail is good, it will be taken once the account is.
        return Outcome(MailStatus.READY, code, text, refusals, account=True)
    if code < 500:
        return Outcome(MailStatus.READY, code, text, refusals)
    blamed = () if command == "MAIL" else _blamed(text, tuple(recipients))
    return Outcome(
        MailStatus.FAILED, code, text, refusals + tuple(Refusal(a, code, text, permanent=True) for a in blamed)
    )


def _blamed(text: str, recipients: tuple[str, ...]) -> tuple[str, ...]:
    """Whose address a late 5.1.x says to be wrong: the one it names, or the only one there is."""
    if not _NO_SUCH_ADDRESS.search(text):
        return ()
    named = tuple(address for address in recipients if address.lower() in text.lower())
    return named or (recipients if len(recipients) == 1 else ())


def none_accepted(refusals: tuple[Refusal, ...]) -> Outcome:
    """The outcome when every recipient was refused; one that may work later keeps the mail alive."""
    decisive = next((refusal for refusal in refusals if not refusal.permanent), refusals[0])
    status = MailStatus.FAILED if decisive.permanent else MailStatus.READY
    return Outcome(status, decisive.code, decisive.text, refusals)


def provider_id(text: str, own: Iterable[str]) -> str | None:
    """The Message-ID that a server's 250 names, in angle brackets; None when it names none.

    Args:
        text: of the answer.
        own: sender and recipients, which some servers repeat there.

    """
    addresses = {address.lower() for address in own}
    for found in (*_BRACKETED_ID.findall(text), *_BARE_ID.findall(text)):
        if found.lower() not in addresses:
            return f"<{found}>"
    return None
