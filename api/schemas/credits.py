"""Users' credits (spec §5), in snake_case."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import UtcTime, view_of
from domain.base import Frozen
from domain.credits import CreditEntry, EntryKind


class NewGrant(Frozen):
    """Credits to add. `reason` is kept with the entry."""

    amount: Annotated[int, Field(ge=1, le=1_000_000_000, examples=[20])]
    reason: Annotated[str, Field(max_length=500, examples=["Welcome"])] = ""


class EntryView(Frozen):
    """A `grant` adds to the balance. A `hold` sets credits aside for a task; a `capture` takes some of those for one
    `purpose`, a `release` gives back the rest."""

    id: UUID
    kind: EntryKind
    amount: int = Field(examples=[20])
    task_id: UUID | None
    purpose: str = Field(examples=[""])
    reason: str = Field(examples=["Welcome"])
    created_at: UtcTime


def entry_view(entry: CreditEntry) -> EntryView:
    return view_of(EntryView, entry, task_id=entry.task)
