"""The scheduler that wakes the daemon. It only wakes: what is due is the database's to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported by the daemon only
    from apscheduler.schedulers.asyncio import AsyncIOScheduler


class SchedulerWakes:
    """APScheduler's AsyncIOScheduler with one job in memory.

    A job store in the database dies silently after one "database is locked"; cron triggers lose runs at the change
    of hour (APScheduler #606, #529). An interval that wakes, and dates in our own tables, do neither.
    """

    def __init__(self) -> None:
        self._scheduler: AsyncIOScheduler | None = None

    def start(self, every_seconds: int, wake: Callable[[], None]) -> None:
        """Call `wake` every so many seconds; needs a running loop."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415  20 ms only the daemon pays
        from apscheduler.triggers.interval import IntervalTrigger  # noqa: PLC0415  idem

        async def job() -> None:
            wake()

        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            job,
            IntervalTrigger(seconds=every_seconds, timezone="UTC"),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """Wake no more."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
