"""The dated rates that lateness is reckoned with, semester by semester. A missing one is an error, never a guess.

Two rates are enough. `refinancing` is the ECB's main refinancing rate in force on the first day of the semester:
C. com. L441-10, II adds 10 points to it, CCP R2192-31 adds 8. `legal` is the taux de l'intérêt légal of the category
« autres cas »: the other category is for creditors that are natural persons acting privately, which a firm never is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from relance.errors import WorldError


class RateClass(StrEnum):
    """What a rate is."""

    REFINANCING = "refinancing"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True, order=True)
class Semester:
    """Half a year, the time a rate is good for; `half` is 1 or 2."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> Semester:
        """The semester a day lies in."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def read(cls, text: str) -> Semester:
        """« 2026-S2 ».

        Raises:
            ValueError: it is not a semester.

        """
        year, mark, half = text.partition("-S")
        if len(year) != 4 or not (year.isascii() and year.isdecimal()) or not mark or half not in ("1", "2"):
            raise ValueError(text)
        return cls(int(year), int(half))

    @property
    def first_day(self) -> date:
        """1 January or 1 July."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last_day(self) -> date:
        """30 June or 31 December."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def before(self) -> Semester:
        """The one before."""
        return Semester.of(self.first_day - timedelta(days=1))

    @property
    def name(self) -> str:
        """« 1er semestre 2026 », as letters say it."""
        return f"{'1er' if self.half == 1 else '2e'} semestre {self.year}"

    def __str__(self) -> str:
        return f"{self.year}-S{self.half}"


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate.

    Attributes:
        percent: a year.
        source: where it was read, in French.
        verified: read where it is published or copied, or given by the firm; otherwise only quoted by others.

    """

    semester: Semester
    rate_class: RateClass
    percent: Decimal
    source: str
    verified: bool = True


class MissingRateError(WorldError):
    """The rate of a semester is in no table.

    Args:
        semester: which one.
        rate_class: what is missing of it.

    """

    def __init__(self, semester: Semester, rate_class: RateClass) -> None:
        said, example = _WANTED[rate_class]
        super().__init__(
            f"le {said} du {semester.name} n’est pas connu : rien ne peut être calculé sur ce semestre. "
            f"{_where(semester, rate_class)} Ajoutez-le dans la section [penalties] de la configuration : "
            f'rates = [{{ semester = "{semester}", {example}, source = "…" }}].'
        )
        self.semester = semester
        self.rate_class = rate_class


_WANTED = {
    RateClass.REFINANCING: ("taux de refinancement de la BCE", "refinancing = …"),
    RateClass.LEGAL: ("taux de l’intérêt légal", "legal = …"),
}


def _where(semester: Semester, rate_class: RateClass) -> str:
    """Where a person finds it."""
    if rate_class is RateClass.REFINANCING:
        return (
            "C’est celui des opérations principales de refinancement en vigueur le "
            f"{semester.first_day:%d/%m/%Y} (banque-france.fr), sans les points qui s’y ajoutent."
        )
    published = "fin décembre" if semester.half == 1 else "fin juin"
    year = semester.before.year
    return f"Un arrêté le publie au Journal officiel {published} {year} ; prenez la ligne « tous les autres cas »."


@dataclass(frozen=True, slots=True)
class RateTable:
    """The rates in force, by semester and class."""

    rates: Mapping[tuple[Semester, RateClass], Rate]

    def rate(self, semester: Semester, rate_class: RateClass) -> Rate:
        """The rate of a semester.

        Raises:
            MissingRateError: the table does not hold it.

        """
        found = self.rates.get((semester, rate_class))
        if found is None:
            raise MissingRateError(semester, rate_class)
        return found

    def replaced(self, rates: Iterable[Rate]) -> RateTable:
        """This table with the firm's own rates before its own."""
        return RateTable({**self.rates, **{(r.semester, r.rate_class): r for r in rates}})

    def missing(self, semesters: Iterable[Semester]) -> tuple[MissingRateError, ...]:
        """What these semesters lack, one error each."""
        wanted = ((s, c) for s in semesters for c in RateClass)
        return tuple(MissingRateError(s, c) for s, c in wanted if (s, c) not in self.rates)


_COLUMNS = ["semester", "class", "percent", "valid_from", "valid_to", "checked", "source"]
_BROKEN = (
    "L’installation est incomplète : le fichier « rates.csv » est abîmé ; réinstallez relance (pip install relance)."
)


def read_table(text: str) -> RateTable:
    """The table that comes with the program.

    Args:
        text: `semester;class;percent;valid_from;valid_to;checked;source`, one row a rate.

    Raises:
        WorldError: it is not such a file.

    """
    rows = csv.DictReader(text.splitlines(), delimiter=";", quoting=csv.QUOTE_NONE)
    try:
        rates = [_rate(row) for row in rows]
    except (LookupError, ValueError, TypeError, AttributeError, InvalidOperation) as error:
        raise WorldError(_BROKEN) from error
    table = RateTable({}).replaced(rates)
    if rows.fieldnames != _COLUMNS or len(table.rates) != len(rates):
        raise WorldError(_BROKEN)
    return table


def _rate(row: Mapping[str, str]) -> Rate:
    semester = Semester.read(row["semester"])
    valid = (date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"]))
    percent = Decimal(row["percent"])
    if valid != (semester.first_day, semester.last_day) or not 0 <= percent < 100 or not row["source"]:
        raise ValueError(row)
    verified = {"verified": True, "secondary": False}.get(row["checked"])
    if verified is None:
        raise ValueError(row)
    return Rate(semester, RateClass(row["class"]), percent, row["source"], verified)
