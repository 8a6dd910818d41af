"""Users' credits: balance, entries, and grants (spec §5)."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import Field

from api.dependencies import ContainerDep, MessageId
from api.http.access.scopes import needs
from api.http.idempotency import ApiRoute
from api.http.json_request import strictly
from api.http.pagination import PageQuery, page_of
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import Page, UtcTime, view_of
from domain.access import Scope
from domain.base import Frozen
from domain.credits import CreditAccount, EntryKind, UserId

router = ApiRouter(prefix="/api/v3/credits", tags=["credits"], route_class=ApiRoute)

User = Annotated[UserId, Path(description="The user's id, as the system that manages the users writes it.")]


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


# A user's id may contain slashes, so the longer paths come first.
@router.get("/{user_id:path}/entries", summary="List a user's entries", responses=responses(422))
@needs(Scope.READ_FILMS)
async def list_credit_entries(user_id: User, query: PageQuery, container: ContainerDep) -> Page[EntryView]:
    """Newest first. Entries are never changed: the balance is their sum."""
    entries = await container.credits.entries(user_id, query.limit + 1, query.after)
    return page_of(entries, query, lambda entry: view_of(EntryView, entry, task_id=entry.task))


@router.post("/{user_id:path}/grants", summary="Grant credits", status_code=201, responses=responses(503, status=201))
@needs(Scope.GRANT_CREDITS)
async def grant_credits(
    user_id: User, grant: Annotated[NewGrant, strictly(NewGrant)], message_id: MessageId, container: ContainerDep
) -> CreditAccount:
    """Add credits to the user's account, and return the account. Needs a key where API_KEYS are set."""
    return await container.credits.grant(user_id, message_id, grant.amount, grant.reason)


@router.get("/{user_id:path}", summary="Read a user's credits", responses=responses(422))
@needs(Scope.READ_FILMS)
async def credits_of_user(user_id: User, container: ContainerDep) -> CreditAccount:
    """`available` is the part of the balance that no running task holds. A user without entries has 0 of each."""
    return await container.credits.account(user_id)
