"""The store: SQLModel tables, one module an aggregate; migrations; SQLite or PostgreSQL."""
