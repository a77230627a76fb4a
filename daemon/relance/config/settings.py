"""The configuration as the program uses it: checked values, and what the other layers need made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from relance.config.models import Answers, Document, Firm, Imap, Payments, Penalties, Plans, Sending, Smtp
from relance.domain.calendar import WorkCalendar
from relance.domain.people import StaffMember
from relance.domain.policy import Policy
from relance.writing.facts import FirmFacts


@dataclass(frozen=True, slots=True)
class Settings:
    """A configuration that can be used.

    Attributes:
        path: the file it was read from.
        document: its sections, checked.

    """

    path: Path
    document: Document

    @property
    def base_dir(self) -> Path:
        """The folder that relative paths start from."""
        return self.path.parent

    @property
    def firm(self) -> Firm:
        """Section [firm]."""
        return self.document.firm

    @property
    def imap(self) -> Imap:
        """Section [imap]."""
        return self.document.imap

    @property
    def smtp(self) -> Smtp:
        """Section [smtp]."""
        return self.document.smtp

    @property
    def sending(self) -> Sending:
        """Section [sending]."""
        return self.document.sending

    @property
    def payments(self) -> Payments:
        """Section [payments]."""
        return self.document.payments

    @property
    def plans(self) -> Plans:
        """Section [plans]."""
        return self.document.plans

    @property
    def penalties(self) -> Penalties:
        """Section [penalties]."""
        return self.document.penalties

    @property
    def answers(self) -> Answers:
        """Section [answers]."""
        return self.document.answers

    @property
    def gabarits(self) -> Path | None:
        """The firm's own gabarits, which come before the shipped ones; None = shipped ones only."""
        return self.document.gabarits

    @property
    def storage_url(self) -> str:
        """The database; the file of an SQLite one is absolute. May hold a password: never print it."""
        url = self.document.storage.url
        name = url.removeprefix("sqlite:///")
        return url if name == url else f"sqlite:///{(self.base_dir / name).absolute()}"

    @property
    def zone(self) -> ZoneInfo:
        """The firm's time zone."""
        return ZoneInfo(self.firm.timezone)

    @property
    def staff(self) -> tuple[StaffMember, ...]:
        """The people of the firm, in the order of the file."""
        return tuple(StaffMember(p.name, p.email, p.role) for p in self.firm.staff)

    def calendar(self) -> WorkCalendar:
        """The firm's days and hours."""
        return WorkCalendar(
            days=frozenset(self.sending.days),
            hours=tuple(sorted(self.sending.hours)),
            region=self.sending.region,
            closed=tuple(self.sending.closed),
            zone=self.zone,
        )

    def policy(self) -> Policy:
        """The ladder `cabinet` with the firm's numbers."""
        return Policy(
            calendar=self.calendar(),
            min_days_between=self.sending.min_days_between,
            brake=self.sending.brake,
            automatic_answers=self.answers.intents,
        )

    def firm_facts(self) -> FirmFacts:
        """The firm as printed in letters; the account holder is the firm unless another is named."""
        firm = self.firm
        return FirmFacts(
            name=firm.name,
            email=firm.email,
            iban=firm.iban,
            account_holder=firm.account_holder or firm.name,
            bic=firm.bic,
            address=firm.address,
            phone=firm.phone,
            siren=firm.siren,
            bar=firm.bar,
            mediator=firm.mediator,
            profession=firm.profession,
            signature=firm.signature,
        )
