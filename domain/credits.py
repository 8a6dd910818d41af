"""Credits of users: grants, holds for tasks, and what is captured from a hold or released."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from domain.base import Frozen


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("contains a NUL character; leave it out")
    return text


UserId = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_storable)]
"""A user's id in the client's own system."""


class PaidAction(StrEnum):
    """What costs credits."""

    GENERATE_IMAGE = "generate_image"


class EntryKind(StrEnum):
    GRANT = "grant"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"


class CreditAccount(Frozen):
    """A user's account. `available` is the part of the balance that no task holds."""

    user_id: str = Field(examples=["user-1"])
    balance: int = Field(examples=[100])
    held: int = Field(examples=[6])
    available: int = Field(examples=[94])


class CreditEntry(Frozen):
    """An entry of the ledger. A grant has a reason, the others have a task, and a capture has a purpose."""

    id: UUID
    user_id: str
    kind: EntryKind
    amount: int
    task: UUID | None
    purpose: str
    reason: str
    created_at: datetime
