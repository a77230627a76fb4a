"""Alembic's entry: run the migrations on the connection that the program hands over, in its transaction."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    # SQLite has transactional DDL; its driver's implicit commits, for which Alembic says no, are switched off here.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
