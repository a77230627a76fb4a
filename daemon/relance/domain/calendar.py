"""When the firm works and writes: working days, French public holidays, sending hours.

All dates are calendar dates of the firm; all instants are aware. Public holidays: C. trav. L3133-1, with
Alsace-Moselle (L3134-13) or an overseas department by `region`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)

REGIONS: dict[str, str] = {
    "Alsace-Moselle": "57",
    "Guadeloupe": "971",
    "Guyane": "973",
    "Martinique": "972",
    "Mayotte": "976",
    "La Réunion": "974",
    "Saint-Barthélemy": "BL",
    "Saint-Martin": "MF",
    "Nouvelle-Calédonie": "NC",
    "Polynésie française": "PF",
    "Saint-Pierre-et-Miquelon": "PM",
    "Wallis-et-Futuna": "WF",
}
"""Names a firm may write in `[sending] region` -> subdivision codes of the `holidays` package (ISO 3166-2:FR)."""


@lru_cache(maxsize=64)
def public_holidays(year: int, region: str) -> frozenset[date]:
    """Public holidays of one year.

    Args:
        year: calendar year.
        region: a key of `REGIONS`, or "" for metropolitan France.

    """
    import holidays  # noqa: PLC0415  reading a mail needs no holidays, and the package takes longer to load than to read

    return frozenset(holidays.country_holidays("FR", subdiv=REGIONS.get(region), years=year))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The firm's days and hours.

    Attributes:
        days: weekdays on which it writes (0 = Monday).
        hours: (start, end) of each span of a day in which mails to clients may leave; end excluded.
        region: key of `REGIONS`, or "".
        closed: spans of days (first, last included) in which the firm cannot answer, so does not write.
        zone: the firm's time zone.

    """

    days: frozenset[int] = frozenset(range(5))
    hours: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(14), time(18)))
    region: str = ""
    closed: tuple[tuple[date, date], ...] = ()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Paris"))

    def is_working(self, day: date) -> bool:
        """Whether the firm writes on that day."""
        return (
            day.weekday() in self.days
            and day not in public_holidays(day.year, self.region)
            and not any(first <= day <= last for first, last in self.closed)
        )

    def working(self, day: date) -> date:
        """That day, or the next working one."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after a day (which itself does not count)."""
        for _ in range(count):
            day = self.working(day + ONE_DAY)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and including `last` (0 if last <= first)."""
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def is_open(self, at: datetime) -> bool:
        """Whether mails to clients may leave at that instant."""
        local = at.astimezone(self.zone)
        return self.is_working(local.date()) and any(a <= local.time() < b for a, b in self.hours)

    def next_open(self, at: datetime) -> datetime:
        """That instant when the firm may write then, else the start of its next sending hour."""
        if self.is_open(at):
            return at
        local = at.astimezone(self.zone)
        day = self.working(local.date())
        starts = [a for a, _ in sorted(self.hours) if day > local.date() or a > local.time()]
        if not starts:
            day = self.working(day + ONE_DAY)
            starts = [a for a, _ in sorted(self.hours)]
        return datetime.combine(day, starts[0], tzinfo=self.zone)
