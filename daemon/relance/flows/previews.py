"""What would leave if nobody answered: reads only."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from relance.domain.forecast import Coming, forecast
from relance.domain.policy import Policy
from relance.flows.ports import Unit

HORIZON = timedelta(days=60)
"""How far a preview looks without a date."""


def preview(unit: Unit, now: datetime, until: date | None, policy: Policy) -> dict[str, Any]:
    """Mails to clients and tasks of the firm to come, in the order of time.

    Args:
        unit: an open reading transaction.
        now: this instant.
        until: last day looked at; None = 60 days.
        policy: the ladder.

    Returns:
        `{"as_of", "until", "mails": [{"at", "on", "stage", "means", "client", "to", "invoices"}]}`.

    """
    last = until or now.date() + HORIZON
    coming: list[tuple[datetime, str, Coming]] = []
    for client_id in unit.all_clients():
        case = unit.case(client_id)
        coming += [(c.at, case.client.name, c) for c in forecast(case, now, last, policy)]
    coming.sort(key=lambda c: (c[0], c[1]))
    return {
        "as_of": now.isoformat(),
        "until": last.isoformat(),
        "mails": [_told(name, c) for _, name, c in coming],
    }


def _told(name: str, c: Coming) -> dict[str, Any]:
    return {
        "at": c.at.isoformat(),
        "on": c.at.date().isoformat(),
        "stage": c.stage.value,
        "means": c.means.value,
        "client": name,
        "to": list(c.to),
        "invoices": list(c.numbers),
    }
