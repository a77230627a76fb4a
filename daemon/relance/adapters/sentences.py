"""French typography of the sentences that adapters say to people."""

from __future__ import annotations

import re


def sentence(text: str) -> str:
    """The text with no-break spaces where French wants them, on one line."""
    one_line = " ".join(text.split())
    return re.sub(r"(«) | ([:;?!»%])", lambda m: f"{m[1]}\u00a0" if m[1] else f"\u00a0{m[2]}", one_line)
