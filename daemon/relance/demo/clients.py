"""The mails of the outside world: what clients, machines, banks and people of the firm really send.

Each mail comes as the firm's own server would have taken it: its Authentication-Results stands on top (RFC 8601).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr, parsedate_to_datetime
from hashlib import sha256

from relance.demo.scenario import AUTHSERV, BANK_EMAIL, FIRM_EMAIL, FIRM_IBAN, FIRM_NAME
from relance.demo.words import long_day
from relance.domain.money import euros


@dataclass(frozen=True, slots=True)
class Original:
    """A mail of the daemon, as its reader sees it."""

    raw: bytes
    parsed: EmailMessage

    @property
    def subject(self) -> str:
        """Decoded."""
        return str(self.parsed["Subject"])

    @property
    def message_id(self) -> str:
        """With its angle brackets."""
        return str(self.parsed["Message-ID"]).strip()

    @property
    def text(self) -> str:
        """Its plain text."""
        body = self.parsed.get_body(("plain",))
        return str(body.get_content()).replace("\r\n", "\n").rstrip() if body is not None else ""

    @property
    def answer_to(self) -> str:
        """Where an answer goes."""
        return parseaddr(str(self.parsed["Reply-To"] or self.parsed["From"]))[1]

    @property
    def pdfs(self) -> list[tuple[str, bytes]]:
        """Attached PDF files: (name, bytes)."""
        return [
            (part.get_filename() or "piece.pdf", part.get_content())
            for part in self.parsed.iter_attachments()
            if part.get_content_type() == "application/pdf"
        ]


def original(raw: bytes) -> Original:
    """Open a mail of the daemon."""
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)  # noqa: S101  the policy's own class
    return Original(raw, parsed)


def reply(asked: Original, writer: str, address: str, at: datetime, text: str) -> bytes:
    """An answer as a mail program writes it: new words on top, the whole original quoted below.

    Args:
        asked: the mail that is answered.
        writer: the name in From.
        address: the address in From.
        at: its Date, aware.
        text: the new words.

    """
    mail = _answering(asked, writer, address, at, f"Re: {asked.subject}", passed(address))
    mail.set_content(f"{text}\n\n{_quoted(asked)}\n", cte="quoted-printable")
    return mail.as_bytes(policy=policy.SMTP)


def forged(asked: Original, writer: str, address: str, at: datetime, text: str) -> bytes:
    """An answer by somebody who only writes the person's address into From, with a result of his own making."""
    domain = address.partition("@")[2]
    found = (
        f"{AUTHSERV}; spf=softfail smtp.mailfrom=bounce@usurpateur.test; "
        f"dkim=none; dmarc=fail (p=quarantine) header.from={domain}"
    )
    mail = _answering(asked, writer, address, at, f"Re: {asked.subject}", found)
    mail["Authentication-Results"] = passed(address)  # below the server's own: worth nothing
    mail.set_content(f"{text}\n\n{_quoted(asked)}\n", cte="quoted-printable")
    return mail.as_bytes(policy=policy.SMTP)


def absence(asked: Original, writer: str, address: str, at: datetime, text: str) -> bytes:
    """The automatic answer of an absent person's server (RFC 3834)."""
    mail = _answering(asked, writer, address, at, f"Absence du bureau : {asked.subject}", passed(address))
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(f"{text}\n", cte="quoted-printable")
    return mail.as_bytes(policy=policy.SMTP)


def bounce(asked: Original, address: str, at: datetime) -> bytes:
    """The report of the client's server that there is no such mailbox (RFC 3464)."""
    domain = address.partition("@")[2]
    head = asked.raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("ascii", "replace")
    limit = f"=_remise_{_mark(asked.message_id, at)}"
    lines = [
        f"Authentication-Results: {AUTHSERV}; spf=pass smtp.helo=mx.{domain}",
        "Return-Path: <>",
        f"From: Mail Delivery System <MAILER-DAEMON@mx.{domain}>",
        f"To: {FIRM_EMAIL}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <{_mark(asked.message_id, at)}@mx.{domain}>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{limit}"',
        "",
        f"--{limit}",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        f"This is the mail system at host mx.{domain}.",
        "",
        "I'm sorry to have to inform you that your message could not be delivered to one or more recipients.",
        "",
        f"<{address}>: host mx.{domain} said: 550 5.1.1 <{address}>: Recipient address rejected: User unknown",
        "",
        f"--{limit}",
        "Content-Type: message/delivery-status",
        "",
        f"Reporting-MTA: dns; mx.{domain}",
        f"Arrival-Date: {format_datetime(at)}",
        "",
        f"Final-Recipient: rfc822; {address}",
        "Action: failed",
        "Status: 5.1.1",
        f"Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected: User unknown",
        "",
        f"--{limit}",
        "Content-Type: text/rfc822-headers",
        "",
        head,
        "",
        f"--{limit}--",
        "",
    ]
    return "\r\n".join("\n".join(lines).split("\n")).encode("ascii", "replace")


def bank_notice(payer: str, amount: Decimal, number: str, at: datetime) -> bytes:
    """The bank's notice of a transfer that has arrived.

    Args:
        payer: as the bank writes it.
        amount: euros.
        number: the invoice the payer named.
        at: its Date; the day of the credit.

    """
    mail = EmailMessage(policy=policy.SMTP)
    mail["Authentication-Results"] = passed(BANK_EMAIL)
    _head(mail, "Banque Exemple", BANK_EMAIL, FIRM_EMAIL, "Vous avez reçu un virement", at, number)
    mail.set_content(
        "Bonjour,\n\n"
        f"Votre compte se terminant par {FIRM_IBAN[-4:]} a été crédité.\n\n"
        f"Montant : {euros(amount)}\n"
        f"Donneur d’ordre : {payer}\n"
        f"Date : {at:%d/%m/%Y}\n"
        f"Motif : FACTURE {number}\n\n"
        "Ce message est automatique, merci de ne pas y répondre.\nBanque Exemple\n",
        cte="quoted-printable",
    )
    return mail.as_bytes(policy=policy.SMTP)


def stranger(sender: str, subject: str, text: str, at: datetime) -> bytes:
    """A mail that was in the mailbox before the daemon came, of somebody it does not know."""
    mail = EmailMessage(policy=policy.SMTP)
    _head(mail, "", sender, FIRM_EMAIL, subject, at, subject)
    mail.set_content(f"{text}\n", cte="quoted-printable")
    return mail.as_bytes(policy=policy.SMTP)


def passed(address: str) -> str:
    """What the firm's server writes about a mail that is really of that address."""
    domain = address.partition("@")[2]
    return f"{AUTHSERV}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"


def _answering(  # noqa: PLR0917  the parts of one mail's head
    asked: Original, writer: str, address: str, at: datetime, subject: str, results: str
) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["Authentication-Results"] = results
    _head(mail, writer, address, asked.answer_to, subject, at, asked.message_id)
    mail["In-Reply-To"] = asked.message_id
    earlier = " ".join(str(asked.parsed["References"] or "").split())
    mail["References"] = f"{earlier} {asked.message_id}".strip()
    return mail


def _head(  # noqa: PLR0917  the parts of one mail's head
    mail: EmailMessage, writer: str, address: str, to: str, subject: str, at: datetime, seed: str
) -> None:
    mail["From"] = Address(writer, addr_spec=address)
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{_mark(seed, at)}@{address.partition('@')[2]}>"


def _mark(seed: str, at: datetime) -> str:
    """A name that no other mail of the play has."""
    return sha256(f"{seed} {at.isoformat()}".encode()).hexdigest()[:20]


def _quoted(asked: Original) -> str:
    sent = parsedate_to_datetime(str(asked.parsed["Date"]))
    below = "\n".join(f"> {line}".rstrip() for line in asked.text.split("\n"))
    return f"Le {long_day(sent)} à {sent:%H:%M}, {FIRM_NAME} <{FIRM_EMAIL}> a écrit :\n\n{below}"
