"""How long to leave a mail server alone after a failure; pure, time and chance are arguments."""

from __future__ import annotations

LONGEST = 900.0
"""Seconds; a quarter of an hour, so that a server that is back is found again the same morning."""

HEALTHY_AFTER = 600.0
"""Seconds of health before failures are forgotten: a server may accept the login and then drop, again and again."""

REFUSED = (300.0, 600.0, 3600.0)
"""Seconds after the first, second and further refusals of the credentials: faster tries lock the account."""


class Backoff:
    """Exponential with jitter, and a ladder of its own for refused credentials."""

    def __init__(self) -> None:
        self._failures = 0
        self._refusals = 0
        self._healthy_since: float | None = None

    def failed(self, chance: float, *, refused: bool = False, retry_after: float | None = None) -> float:
        """Note a failure; the seconds to wait before the next try.

        Args:
            chance: a random number of [0, 1): spreads the delay by 20 % to both sides, so that all clients of a
                server that comes back do not return at the same instant.
            refused: the credentials were refused.
            retry_after: seconds the server asked for; it wins when it is longer.

        """
        self._healthy_since = None
        if refused:
            delay = REFUSED[min(self._refusals, len(REFUSED) - 1)]
            self._refusals += 1
        else:
            # 5, 10, 20... reaches the longest at the 9th; the bound on the power keeps years of failures finite.
            spread = 0.8 + 0.4 * chance
            delay = min(LONGEST, 5.0 * 2 ** min(self._failures, 10)) * spread
            self._failures += 1
        return max(delay, retry_after or 0.0)

    def worked(self, at: float) -> None:
        """Note that the server answered as it should.

        Args:
            at: seconds of a monotonic clock.

        """
        if self._healthy_since is None:
            self._healthy_since = at
        elif at - self._healthy_since >= HEALTHY_AFTER:
            self._failures = self._refusals = 0
