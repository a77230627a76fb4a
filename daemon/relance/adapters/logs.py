"""The technical log: one line an event on stderr, words and ids only (promise 10: never the text of a mail)."""

from __future__ import annotations

import sys

import structlog


def configure() -> None:
    """Write logs as `level event key=value`; journald adds the time, and a terminal gets no colours."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.KeyValueRenderer(key_order=["level", "event"], drop_missing=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
