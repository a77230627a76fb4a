"""The people of the firm: who they are and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person of the firm may do."""

    LAWYER = "lawyer"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person of the firm, from the configuration; `email` is lower case."""

    name: str
    email: str
    role: Role = Role.LAWYER
