"""The TOML configuration: every problem at once, in French, with file, key and remedy."""

from __future__ import annotations

from relance.config.reader import load
from relance.config.settings import Settings

__all__ = ["Settings", "load"]
