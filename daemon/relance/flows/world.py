"""What the flows hold of the outside world: made once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from relance.flows.firm import Firm
from relance.flows.ports import Clock, Courier, Mailbox, Store


@dataclass(frozen=True, slots=True)
class World:
    """The adapters, the clock and the firm."""

    store: Store
    mailbox: Mailbox
    courier: Courier
    clock: Clock
    firm: Firm
