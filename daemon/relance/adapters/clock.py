"""The only page that reads the system's clock; everywhere else time is an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class SystemClock:
    """The system's time, in the firm's zone."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def now(self) -> datetime:
        """This instant, aware, in the firm's zone."""
        return datetime.now(self._zone)


class FixedClock:
    """A clock that stands still until it is moved: `tick --now`, rehearsals, tests.

    Args:
        at: the instant it shows; a naive one is taken as wall time of the zone.
        zone: the firm's zone.

    """

    def __init__(self, at: datetime, zone: tzinfo) -> None:
        self._zone = zone
        self._at = self._placed(at)

    def now(self) -> datetime:
        """The instant it was set to, aware, in the firm's zone."""
        return self._at

    def move(self, at: datetime) -> None:
        """Show another instant from now on."""
        self._at = self._placed(at)

    def advance(self, by: timedelta) -> None:
        """Go forward by an elapsed duration (24 h over a change to summer time is not the same wall time)."""
        self._at = (self._at.astimezone(UTC) + by).astimezone(self._zone)

    def _placed(self, at: datetime) -> datetime:
        return at.replace(tzinfo=self._zone) if at.tzinfo is None else at.astimezone(self._zone)
