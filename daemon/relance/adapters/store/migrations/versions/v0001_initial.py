"""Everything that the first version stores, and the triggers that keep the journal append-only."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables, parents first."""
    for create in (
        _client,
        _invoice,
        _ledger,
        _plan,
        _hold,
        _task,
        _received,
        _received_client,
        _mail,
        _mail_item,
        _journal,
    ):
        create()
    if op.get_bind().dialect.name == "sqlite":
        _append_only_sqlite()
    else:
        _append_only_postgres()


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _dates(*names: str, nullable: bool = False) -> list[sa.Column[date]]:
    return [sa.Column(name, sa.Date(), nullable=nullable) for name in names]


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _client() -> None:
    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("key", "name", "folded", "kind", "language", "policy"),
        *_texts("phone", "postal_address", "owner", nullable=True),
        sa.Column("history_read", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_client"),
        sa.UniqueConstraint("key", name="uq_client_key"),
    )
    _indexes("client", "folded")
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("is_copy", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("blocked_on", sa.Date(), nullable=True),
        sa.Column("blocked_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_contact_client_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("client_id", "address", name="uq_contact_client_id_address"),
    )
    _indexes("contact", "address")


def _invoice() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("name", "sha256"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint("sha256", name="uq_document_sha256"),
    )
    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        *_texts("number", "folded"),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *_dates("issued_on", "due_on"),
        sa.Column("nature", sa.Text(), nullable=False),
        *_dates("agreement_on", "mission_end_on", nullable=True),
        *_texts("subject", "matter", "owner", nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("stage_on", sa.Date(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Text(), nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("next_stage", sa.Text(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_invoice_client_id"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_invoice_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invoice"),
        sa.UniqueConstraint("number", name="uq_invoice_number"),
    )
    _indexes("invoice", "client_id", "folded", "next_on")


def _ledger() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *_texts("payer", "reference", nullable=True),
        *_texts("source", "fingerprint"),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("fingerprint", name="uq_payment_fingerprint"),
    )
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_allocation_invoice_id"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_allocation_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_allocation"),
    )
    _indexes("allocation", "invoice_id", "payment_id")
    op.create_table(
        "credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("credited_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_credit_invoice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_credit"),
    )
    _indexes("credit", "invoice_id")


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        *_dates("proposed_on", "accepted_on", "ended_on", nullable=True),
        sa.Column("paid_before", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_plan_client_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
    )
    _indexes("plan", "client_id", "status")
    op.create_table(
        "plan_invoice",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_plan_invoice_invoice_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_invoice_plan_id"),
        sa.PrimaryKeyConstraint("plan_id", "invoice_id", name="pk_plan_invoice"),
    )
    _indexes("plan_invoice", "invoice_id")
    op.create_table(
        "instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_instalment_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_instalment"),
    )
    _indexes("instalment", "due_on", "plan_id")


def _hold() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("grave", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("then_waits", sa.Boolean(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_hold_client_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_hold_invoice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
    )
    _indexes("hold", "client_id", "invoice_id", "until")


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("kind", "title"),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        *_dates("opened_on", "due_on"),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        *_texts("cause", "approves", "approves_sha", "data"),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        *_texts("answer", "answered_by", nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_task_client_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_task_invoice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    _indexes("task", "client_id", "done_at", "invoice_id")


def _received() -> None:
    op.create_table(
        "received",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("internal_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("oversize", sa.Boolean(), nullable=False),
        sa.Column("history", sa.Boolean(), nullable=False),
        *_texts("status", "sender"),
        sa.Column("message_id", sa.Text(), nullable=True),
        *_texts("refs", "subject"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=True),
        sa.Column("secondary", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        *_texts("evidence", "new_text", "why"),
        sa.Column("body_kept", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        *_texts("corrected_intent", "corrected_by", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_received"),
        sa.UniqueConstraint("folder", "uidvalidity", "uid", name="uq_received_folder_uidvalidity_uid"),
    )
    _indexes("received", "message_id", "sha256", "status")


def _received_client() -> None:
    op.create_table(
        "received_client",
        sa.Column("received_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_received_client_client_id"),
        sa.ForeignKeyConstraint(["received_id"], ["received.id"], name="fk_received_client_received_id"),
        sa.PrimaryKeyConstraint("received_id", "client_id", name="pk_received_client"),
    )
    _indexes("received_client", "client_id")
    op.create_table(
        "cursor",
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("folder", name="pk_cursor"),
    )


def _mail() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("letter", "status"),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dot_at", sa.DateTime(timezone=True), nullable=True),
        *_texts("phase", "message_id", "ref", "reply_ref_sha", nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("received_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("copied", sa.Boolean(), nullable=False),
        sa.Column("copy_failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_mail_client_id"),
        sa.ForeignKeyConstraint(["received_id"], ["received.id"], name="fk_mail_received_id"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_mail_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
    )
    _indexes("mail", "attempted_at", "client_id", "message_id", "ref", "reply_ref_sha", "task_id")
    op.create_index("ix_mail_status_not_before", "mail", ["status", "not_before"])


def _mail_item() -> None:
    op.create_table(
        "mail_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_mail_item_invoice_id"),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name="fk_mail_item_mail_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mail_item"),
        sa.UniqueConstraint("key", name="uq_mail_item_key"),
    )
    _indexes("mail_item", "invoice_id", "mail_id")
    op.create_table(
        "mail_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name="fk_mail_alias_mail_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mail_alias"),
        sa.UniqueConstraint("mail_id", "message_id", name="uq_mail_alias_mail_id_message_id"),
    )
    _indexes("mail_alias", "message_id")


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_texts("event", "reason", "reason_sha", "actor", "cause"),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        *_texts("data", "previous", "hash"),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    _indexes("journal", "client_id", "invoice_id")
    op.create_table("flag", *_texts("key", "value"), sa.PrimaryKeyConstraint("key", name="pk_flag"))


def _append_only_sqlite() -> None:
    refuse = "SELECT RAISE(ABORT, 'journal is append-only')"
    for change in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER journal_no_{change.lower()} BEFORE {change} ON journal BEGIN {refuse}; END")
    # INSERT OR REPLACE deletes without firing a delete trigger (sqlite.org/lang_conflict.html, REPLACE).
    op.execute(
        "CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal "
        f"WHEN EXISTS (SELECT 1 FROM journal WHERE id = NEW.id) BEGIN {refuse}; END"
    )


def _append_only_postgres() -> None:
    op.execute(
        "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'journal is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_append_only()"
    )
    op.execute(
        "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()"
    )
