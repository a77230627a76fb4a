"""The store: SQLModel tables, one module an aggregate; migrations; SQLite or PostgreSQL.

Entry points: `store.open_store`, `schema.check_schema`, `backup.backup`, `lease.Lease` (by `Store.lease`).
"""
