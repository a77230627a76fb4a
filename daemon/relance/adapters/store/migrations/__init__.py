"""Migrations of the schema, run by Alembic without a configuration file."""
