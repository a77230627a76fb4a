"""Movements of money told by statements and notices, with what became of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table and what is searched in it."""
    texts = (
        *("form", "nature", "place", "payer", "ultimate_payer", "reference", "end_to_end", "cheque", "bank_id"),
        *("account", "payer_iban", "payout", "reason", "decision", "why", "document"),
    )
    op.create_table(
        "movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("amount", "fee", "unallocated")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_movement_payment_id"),
        sa.ForeignKeyConstraint(["same_as"], ["movement.id"], name="fk_movement_same_as"),
        sa.PrimaryKeyConstraint("id", name="pk_movement"),
    )
    for column in ("dated", "decision", "payment_id", "same_as"):
        op.create_index(f"ix_movement_{column}", "movement", [column])
