"""The sections of config.toml as models: each key, its type and its default. config.example.toml explains them.

Strict: `"20"` is no number. Unknown keys are refused. An empty string means "not given" where a key may stay empty.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from relance.config import checks
from relance.domain.intents import Intent
from relance.domain.owed.rates import Rate, RateClass, Semester
from relance.domain.people import Role

Security = Literal["tls", "starttls", "none"]
Automatic = Literal["not_received", "paid", "partial_payment", "promise_to_pay"]

USUAL_PORTS = {
    "imap": {"tls": 993, "starttls": 143, "none": 143},
    "smtp": {"tls": 465, "starttls": 587, "none": 25},
}
"""Ports behind `port = 0` (RFC 8314 section 3: 993 and 465 for implicit TLS, 587 for submission)."""


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("la valeur est vide ; écrivez-la entre les guillemets")
    return text.strip()


def _path(value: object, info: ValidationInfo) -> Path | None:
    """A path relative to the configuration file; "" is None."""
    if not isinstance(value, str):
        raise ValueError("un chemin s’écrit entre guillemets, comme « dossier/fichier »")  # noqa: TRY004  pydantic gathers ValueError only
    base: Path = (info.context or {}).get("base", Path())
    return base / Path(value).expanduser() if value else None


Filled = Annotated[str, AfterValidator(_filled)]
Email = Annotated[str, AfterValidator(checks.email)]
Iban = Annotated[str, AfterValidator(checks.iban)]
LocalPath = Annotated[Path | None, BeforeValidator(_path)]
Euros = Annotated[Decimal, BeforeValidator(checks.euros)]
Weekday = Annotated[int, BeforeValidator(checks.weekday)]
HourSpan = Annotated[tuple[time, time], BeforeValidator(checks.hour_span)]
Percent = Annotated[Decimal, BeforeValidator(checks.percent)]
Refinancing = Annotated[Decimal, BeforeValidator(checks.refinancing)]
RateSemester = Annotated[Semester, BeforeValidator(checks.semester)]
DaySpan = Annotated[tuple[date, date], BeforeValidator(checks.day_span)]


class Section(BaseModel):
    """What all sections share: nothing is converted silently, nothing unknown is accepted, nothing changes."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Staff(Section):
    """A person of the firm."""

    name: Filled
    email: Email
    role: Annotated[Role, Field(strict=False)] = Role.LAWYER


class Firm(Section):
    """The firm as its clients see it, and its people."""

    name: Filled
    email: Email
    iban: Iban
    timezone: Annotated[str, AfterValidator(checks.timezone)] = "Europe/Paris"
    account_holder: str = ""
    bic: Annotated[str, AfterValidator(checks.bic)] = ""
    address: str = ""
    phone: str = ""
    siren: Annotated[str, AfterValidator(checks.siren)] = ""
    bar: str = ""
    mediator: str = ""
    profession: Filled = "avocat"
    signature: Filled = "Le service comptable"
    staff: Annotated[list[Staff], Field(min_length=1)]


class Server(Section):
    """What [imap] and [smtp] share."""

    host: Filled
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    security: Security = "tls"
    password_file: LocalPath = None
    password_env: str = ""
    ca_file: LocalPath = None
    auth: Literal["password", "oauth2"] = "password"


class Imap(Server):
    """The watched mailbox."""

    username: Filled
    inbox: Filled = "INBOX"
    sent: str = "auto"
    plus_addressing: bool = False
    trusted_authserv: list[Filled] = Field(default_factory=list)

    @property
    def real_port(self) -> int:
        """The port to connect to."""
        return self.port or USUAL_PORTS["imap"][self.security]


class Smtp(Server):
    """The server that takes outgoing mail; an empty user name means no authentication."""

    username: str = ""

    @property
    def real_port(self) -> int:
        """The port to connect to."""
        return self.port or USUAL_PORTS["smtp"][self.security]

    @property
    def is_loopback(self) -> bool:
        """Whether mail goes to this machine only: a rehearsal, where the clock may be moved."""
        return checks.is_loopback(self.host)


class Storage(Section):
    """The database; a password in its address stays out of every repr."""

    url: Annotated[str, AfterValidator(checks.storage_url), Field(repr=False)] = "sqlite:///relance.db"


class Sending(Section):
    """When and how much leaves for clients."""

    days: Annotated[list[Weekday], Field(min_length=1)] = Field(default_factory=lambda: list(range(5)))
    hours: Annotated[list[HourSpan], Field(min_length=1)] = Field(
        default_factory=lambda: [(time(9), time(12)), (time(14), time(18))]
    )
    per_minute: Annotated[int, Field(ge=1, le=1000)] = 20
    per_day: Annotated[int, Field(ge=1, le=100_000)] = 500
    min_days_between: Annotated[int, Field(ge=1, le=90)] = 5
    brake: Annotated[int, Field(ge=0)] = 50
    region: Annotated[str, AfterValidator(checks.region)] = ""
    closed: list[DaySpan] = Field(default_factory=list)


class Payments(Section):
    """What counts as evidence of a payment."""

    notice_senders: list[Email] = Field(default_factory=list)
    max_age_days: Annotated[int, Field(ge=0, le=365)] = 10
    accounts: list[Iban] = Field(default_factory=list)


def _all_automatic() -> list[Automatic]:
    return ["not_received", "paid", "partial_payment", "promise_to_pay"]


class Answers(Section):
    """Intents that the daemon answers by itself; a firm may take some away, never add one."""

    automatic: list[Automatic] = Field(default_factory=_all_automatic)

    @property
    def intents(self) -> frozenset[Intent]:
        """The same as intents."""
        return frozenset(Intent(word) for word in self.automatic)


class Plans(Section):
    """Limits of the schedules that the daemon proposes: number of payments, days, percent of the first, euros."""

    max_instalments: Annotated[int, Field(ge=1, le=36)] = 3
    max_days: Annotated[int, Field(ge=1, le=1095)] = 90
    first_percent: Annotated[int, Field(ge=0, le=100)] = 30
    auto_up_to: Euros = Decimal(0)


class DatedRate(Section):
    """The rates of one semester, read by the firm where they are published."""

    semester: RateSemester
    refinancing: Refinancing | None = None
    legal: Percent | None = None
    source: Filled

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Those it gives."""
        given = ((RateClass.REFINANCING, self.refinancing), (RateClass.LEGAL, self.legal))
        return tuple(Rate(self.semester, kind, value, self.source) for kind, value in given if value is not None)


def _said_once(rows: list[DatedRate]) -> list[DatedRate]:
    """Rows that give something, and nothing twice."""
    seen: set[tuple[Semester, RateClass]] = set()
    for row in rows:
        keys = {(rate.semester, rate.rate_class) for rate in row.rates}
        if not keys:
            raise ValueError(f"{row.semester} ne donne aucun taux ; écrivez refinancing ou legal")
        if keys & seen:
            raise ValueError(f"un taux de {row.semester} est donné deux fois ; gardez-en un seul")
        seen |= keys
    return rows


class Penalties(Section):
    """What lateness costs: the rate agreed with professionals (0 = the law’s), rates before the shipped ones."""

    agreed_percent: Percent = Decimal(0)
    rates: Annotated[list[DatedRate], AfterValidator(_said_once)] = Field(default_factory=list)


class Document(Section):
    """The whole file."""

    gabarits: LocalPath = None
    firm: Firm
    imap: Imap
    smtp: Smtp
    storage: Storage = Field(default_factory=Storage)
    sending: Sending = Field(default_factory=Sending)
    payments: Payments = Field(default_factory=Payments)
    answers: Answers = Field(default_factory=Answers)
    plans: Plans = Field(default_factory=Plans)
    penalties: Penalties = Field(default_factory=Penalties)
