"""Credits of users: what was granted, what is held for a task, and what was paid out of it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, StringConstraints

from domain.base import Frozen
from domain.cursor import Cursor


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("contains a NUL character; leave it out")
    return text


UserId = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_storable)]
"""Any text that the system that knows the users calls one by."""


class PaidAction(StrEnum):
    """What credits are taken for."""

    GENERATE_IMAGE = "generate_image"


class EntryKind(StrEnum):
    GRANT = "grant"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"


class CreditAccount(Frozen):
    """What a user has. `available` is the part of the balance that no task holds."""

    user_id: str
    balance: int
    held: int
    available: int


class CreditEntry(Frozen):
    """A line of the ledger. A grant has a reason; the others have a task, and a capture what it was paid for."""

    id: UUID
    user_id: str
    kind: EntryKind
    amount: int
    task: UUID | None
    purpose: str
    reason: str
    created_at: datetime


class CreditRepository(ABC):
    """Credits of users: an append-only ledger. Errors: Transient while the database is away."""

    @abstractmethod
    async def account(self, user_id: str) -> CreditAccount:
        """The account as it is now. One that never had an entry is all zeros."""

    @abstractmethod
    async def entries(self, user_id: str, limit: int, after: Cursor | None = None) -> Sequence[CreditEntry]:
        """At most `limit`, newest first."""

    @abstractmethod
    async def grant(self, user_id: str, request: UUID, amount: int, reason: str) -> CreditAccount:
        """The user has so much more. The same request is one grant."""

    @abstractmethod
    async def hold(self, user_id: str, task: UUID, amount: int) -> bool:
        """So much is set aside for the task. False: too little is available, and nothing was held.

        A task holds once: asked again, it is True while the hold stands, and False once it was released, so that a
        message that comes late leaves nothing held that nobody would release.
        """

    @abstractmethod
    async def capture(self, task: UUID, purpose: str, amount: int) -> None:
        """So much of what the task holds is paid. The same task and purpose again is the same capture.

        Errors: Conflict when the task does not hold so much.
        """

    @abstractmethod
    async def release(self, task: UUID) -> None:
        """What is left of the task's hold is available again. Again, or without a hold, is nothing."""
