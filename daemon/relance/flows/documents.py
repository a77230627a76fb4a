"""Evidence of payment as it is handed in: what each file tells, and how far it is believed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from relance.domain.evidence import Form, Statement
from relance.domain.intents import Verdict
from relance.errors import WorldError
from relance.flows.firm import Firm
from relance.reading.auth import verdict
from relance.reading.message import Message, UnreadableMailError, parse
from relance.reading.notices import attached_statements, payment_evidence
from relance.reading.statements import could_be_statement, read_statement

_MAIL_HEADER = re.compile(
    rb"(?i)\s*(?:from |(?:received|return-path|delivered-to|from|to|subject|date|message-id|mime-version"
    rb"|authentication-results|content-type|dkim-signature|x-[\w-]+)\s*:)"
)


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file to take in.

    Attributes:
        name: as the person gave it, for messages.
        read: its bytes.

    Raises of `read`: RelanceError when it cannot be read.

    """

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Document:
    """A statement or a notice.

    Attributes:
        name: of the file it came in, or "received:12" for a mail.
        statement: what it tells.
        verdict: PASS = believed (a file handed in is), NONE = nobody vouches for it, FAIL = not believed; None = a
            mail of somebody who sends no notices.
        received_id: key of the mail it came with, None for a file.

    """

    name: str
    statement: Statement
    verdict: Verdict | None = Verdict.PASS
    received_id: int | None = None

    @property
    def believed(self) -> bool:
        """Whether what it tells may be booked."""
        return self.verdict is Verdict.PASS


def documents(file: BankFile, firm: Firm) -> tuple[Document, ...]:
    """What a file tells: one statement, or the notice or statements of a mail.

    Raises:
        RelanceError: it cannot be read.

    """
    data = file.read()
    if not _is_mail(file.name, data):
        return (Document(file.name, read_statement(file.name, data)),)
    try:
        message = parse(data)
    except UnreadableMailError as error:
        raise WorldError(f"{file.name} : ce courriel ne peut pas être lu. Exportez-le à nouveau en .eml.") from error
    known = message.sender.lower() in firm.notice_senders
    return of_mail(file.name, message, verdict(message, firm.trusted_authserv) if known else None)


def of_mail(name: str, message: Message, found: Verdict | None) -> tuple[Document, ...]:
    """The statements attached to a mail, else the payments it tells of itself.

    Args:
        name: how messages call it.
        message: the mail.
        found: what the firm's server says of a sender of notices; None for any other.

    """
    attached = tuple(_attached(name, message, found))
    if any(document.statement.movements or document.statement.problems for document in attached):
        return attached
    return (Document(name, Statement(Form.NOTICE, payment_evidence(message)), found),)


def _attached(name: str, message: Message, found: Verdict | None) -> Iterator[Document]:
    for label, data in attached_statements(message):
        try:
            statement = read_statement(label, data)
        except WorldError as error:
            statement = Statement(Form.NOTICE, (), problems=tuple(error.problems))
        yield Document(name, replace(statement, problems=_placed(label, statement.problems)), found)


def _placed(label: str, problems: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(p if p.startswith(label) else f"{label}, {p}" for p in problems)


def _is_mail(name: str, data: bytes) -> bool:
    if name.lower().endswith(".eml"):
        return True
    return _MAIL_HEADER.match(data[:400]) is not None and not could_be_statement(name, data)
