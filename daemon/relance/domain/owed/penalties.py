"""What lateness costs: late-payment penalties, the 40 EUR, and a consumer's legal interest.

Base x percent x days / 365, leap years included. Days run from the day after the start to the day the money is
available, both included. One segment for each semester and each unpaid amount; each is rounded once, half up to the
cent, so that the lines printed add up. No interest on interest (C. civ. 1343-2), no VAT.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from relance.domain.model import ZERO, ClientKind, Nature
from relance.domain.money import NBSP, cents, euros
from relance.domain.owed.claim import Claim, Terms
from relance.domain.owed.rates import RateClass, RateTable, Semester

YEAR = 365
INDEMNITY = Decimal("40.00")
"""C. com. D441-5, CCP D2192-35: once an invoice, from the first late day."""

DEFAULT_POINTS = Decimal(10)
PUBLIC_POINTS = Decimal(8)
FLOOR = 3
"""A rate agreed between professionals is at least so many times the legal interest (C. com. L441-10, II)."""

_DAY = timedelta(days=1)


class Ground(StrEnum):
    """By what an invoice bears interest."""

    DEFAULT = "default"
    AGREED = "agreed"
    PUBLIC = "public"
    LEGAL = "legal"


_ARTICLES = {
    Ground.DEFAULT: "C. com., art. L. 441-10, II",
    Ground.AGREED: "C. com., art. L. 441-10, II",
    Ground.PUBLIC: "code de la commande publique, art. R. 2192-31",
    Ground.LEGAL: f"C. civ., art. 1231-6{NBSP}; C. mon. fin., art. L. 313-2",
}


def ground_of(claim: Claim, terms: Terms) -> Ground | None:
    """By what an invoice bears interest once it is late; None = it bears none.

    A provision is not an earned fee (RIN 11.6), a client of unknown kind is asked nothing. What was agreed with a
    consumer on lateness is not applied, and he owes nothing before the formal notice.
    """
    if claim.nature is Nature.PROVISION:
        return None
    if claim.kind is ClientKind.PROFESSIONAL:
        return Ground.DEFAULT if terms.agreed_percent is None else Ground.AGREED
    if claim.kind is ClientKind.PUBLIC:
        return Ground.PUBLIC
    return Ground.LEGAL if claim.kind is ClientKind.CONSUMER and claim.notice_on is not None else None


def starts_after(claim: Claim) -> date:
    """The day after which interest runs: the due date; of a consumer not before the formal notice reached him."""
    if claim.kind is ClientKind.CONSUMER and claim.notice_on is not None:
        return max(claim.due_on, claim.notice_on)
    return claim.due_on


def runs_until(claim: Claim, on: date) -> date:
    """The last day that bears interest, seen from a day: the opening of an insolvency stops it (C. com. L622-28)."""
    return min(on, claim.judgment_on - _DAY) if claim.judgment_on else on


@dataclass(frozen=True, slots=True)
class Segment:
    """Interest of a span of days of one semester on one amount.

    Attributes:
        first: its first day.
        last: its last day, included.
        base: unpaid euros.
        percent: a year.
        below_floor: the agreed rate is under the least the law allows; a lawyer decides, it is not raised.

    """

    first: date
    last: date
    base: Decimal
    percent: Decimal
    ground: Ground
    below_floor: bool = False

    @property
    def days(self) -> int:
        """How many days bear interest."""
        return (self.last - self.first).days + 1

    @property
    def weight(self) -> Decimal:
        """Base x percent x days, exact: what the parts of a span share out without loss."""
        return self.base * self.percent * self.days

    @property
    def amount(self) -> Decimal:
        """The interest, rounded to the cent."""
        return cents(self.weight / (100 * YEAR))

    @property
    def daily(self) -> Decimal:
        """What one more day costs, to the cent."""
        return cents(self.base * self.percent / (100 * YEAR))

    @property
    def reason(self) -> str:
        """How it was reckoned, in French."""
        head = "Intérêts au taux légal" if self.ground is Ground.LEGAL else "Pénalités de retard"
        many = f"{self.days}{NBSP}jour{'s' if self.days > 1 else ''}"
        span = f"du {self.first:%d/%m/%Y} au {self.last:%d/%m/%Y}"
        return (
            f"{head} {span}{NBSP}: {many} à {percent_fr(self.percent)} l’an sur {euros(self.base)} "
            f"({self._rate_said()}{NBSP}; {_ARTICLES[self.ground]})"
        )

    def _rate_said(self) -> str:
        semester = Semester.of(self.first)
        if self.ground is Ground.AGREED:
            return "taux convenu"
        if self.ground is Ground.LEGAL:
            return f"taux légal du {semester.name}"
        if self.ground is Ground.PUBLIC:
            return "taux de la BCE du semestre où les intérêts ont commencé de courir, plus 8 points"
        day = "1er janvier" if semester.half == 1 else "1er juillet"
        return f"taux de la BCE au {day} {semester.year}, plus 10 points"


def percent_fr(percent: Decimal) -> str:
    """French form: `12,15 %`."""
    shown = f"{percent:.2f}" if percent == cents(percent) else str(percent)
    return f"{shown.replace('.', ',')}{NBSP}%"


def accrue(claim: Claim, base: Decimal, after: date, until: date, terms: Terms) -> tuple[Segment, ...]:
    """Interest of an amount over some days, semester by semester.

    Args:
        claim: the invoice.
        base: unpaid euros on these days.
        after: day before the first one.
        until: last one, included.
        terms: the rates.

    Raises:
        MissingRateError: a semester of these days has no rate.

    """
    ground = ground_of(claim, terms)
    if ground is None or base <= ZERO:
        return ()
    segments = []
    first = max(after, starts_after(claim)) + _DAY
    until = runs_until(claim, until)
    while first <= until:
        semester = Semester.of(first)
        last = min(until, semester.last_day)
        percent = _percent(ground, semester, claim, terms)
        below = ground is Ground.AGREED and percent < floor(semester, terms.table)
        segments.append(Segment(first, last, base, percent, ground, below))
        first = last + _DAY
    return tuple(segments)


def floor(semester: Semester, table: RateTable) -> Decimal:
    """The least rate, a year, that professionals may agree on for a semester."""
    return FLOOR * table.rate(semester, RateClass.LEGAL).percent


def _percent(ground: Ground, semester: Semester, claim: Claim, terms: Terms) -> Decimal:
    if ground is Ground.LEGAL:
        return terms.table.rate(semester, RateClass.LEGAL).percent
    if ground is Ground.AGREED and terms.agreed_percent is not None:
        return terms.agreed_percent
    if ground is Ground.PUBLIC:  # fixed once, by the semester in which interest began
        began = Semester.of(starts_after(claim) + _DAY)
        return terms.table.rate(began, RateClass.REFINANCING).percent + PUBLIC_POINTS
    return terms.table.rate(semester, RateClass.REFINANCING).percent + DEFAULT_POINTS


def owes_indemnity(claim: Claim, on: date) -> bool:
    """Whether, seen from a day, the first late day of an invoice costs the 40 EUR.

    Never to a consumer (CPCE L111-8), never on a provision, and not once an insolvency was opened (C. com. L441-10).
    """
    professional = claim.kind in (ClientKind.PROFESSIONAL, ClientKind.PUBLIC)
    insolvent = claim.judgment_on is not None and claim.judgment_on <= on
    return professional and claim.nature is Nature.FEES and not insolvent


def indemnity_reason(claim: Claim) -> str:
    """Why the 40 EUR are owed, in French."""
    public = claim.kind is ClientKind.PUBLIC
    article = "code de la commande publique, art. D. 2192-35" if public else "C. com., art. L. 441-10, II et D. 441-5"
    return f"Indemnité forfaitaire pour frais de recouvrement ({article})"


def notes_on(claim: Claim, on: date, segments: tuple[Segment, ...]) -> tuple[str, ...]:
    """What the firm should know about the reckoning, in French: why nothing runs, and what a lawyer must look at."""
    found = []
    if claim.nature is Nature.PROVISION:
        found.append(f"Une provision n’est pas un honoraire acquis{NBSP}: ni pénalité, ni indemnité.")
    elif claim.kind is ClientKind.UNKNOWN:
        found.append(f"Le type du client n’est pas connu{NBSP}: ni pénalité, ni intérêt, ni indemnité.")
    elif claim.kind is ClientKind.CONSUMER and (claim.notice_on is None or claim.notice_on > on):
        found.append("Un particulier ne doit d’intérêts qu’à compter de la mise en demeure, et jamais d’indemnité.")
    if claim.judgment_on is not None and claim.judgment_on <= on:
        found.append(
            f"Procédure collective ouverte le {claim.judgment_on:%d/%m/%Y}{NBSP}: les intérêts s’arrêtent la veille, "
            "l’indemnité n’est pas due."
        )
    if any(s.below_floor for s in segments):
        found.append(
            "Le taux convenu passe, sur une partie de la période, sous trois fois l’intérêt légal"
            f"{NBSP}: un avocat décide."
        )
    return tuple(found)
