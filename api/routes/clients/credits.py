"""Users' credits: balance, entries, and grants."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import Field

from api.dependencies import CallerDep, ContainerDep, MessageId, own_client
from api.http.access.scopes import needs
from api.http.idempotency.route import ApiRoute
from api.http.json_request import strictly
from api.http.pagination import PageQuery, page_of
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import Page, UtcTime, view_of
from domain.base import Frozen
from domain.brief import ClientId
from domain.clients.access import OtherClient, Scope
from domain.credits import CreditAccount, EntryKind, UserId
from domain.errors import Conflict, NotFound

router = ApiRouter(prefix="/api/v3/credits", tags=["credits"], route_class=ApiRoute)

User = Annotated[UserId, Path(description="The user's id, as the system that manages the users writes it.")]


class NewGrant(Frozen):
    """Credits to add. `reason` is kept with the entry. `client_id`: whose the user is, who was nobody's so far."""

    amount: Annotated[int, Field(ge=1, le=1_000_000_000, examples=[20])]
    reason: Annotated[str, Field(max_length=500, examples=["Welcome"])] = ""
    client_id: Annotated[ClientId | None, Field(examples=["acme"])] = None


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
@router.get("/{user_id:path}/entries", summary="List a user's entries", responses=responses(404, 422))
@needs(Scope.READ_FILMS)
async def list_credit_entries(
    user_id: User, query: PageQuery, container: ContainerDep, caller: CallerDep
) -> Page[EntryView]:
    """Newest first. Entries are never changed: the balance is their sum."""
    entries = await container.credits.entries(user_id, query.limit + 1, query.after, caller.client_id)
    return page_of(entries, query, lambda entry: view_of(EntryView, entry, task_id=entry.task))


@router.post(
    "/{user_id:path}/grants", summary="Grant credits", status_code=201, responses=responses(404, 503, status=201)
)
@needs(Scope.GRANT_CREDITS)
async def grant_credits(
    user_id: User,
    grant: Annotated[NewGrant, strictly(NewGrant)],
    message_id: MessageId,
    container: ContainerDep,
    caller: CallerDep,
) -> CreditAccount:
    """Add credits to the user's account, and return the account. The first grant with the key of a client makes the
    user that client's."""
    client_id = own_client(caller, grant.client_id)
    try:
        return await container.credits.grant(user_id, message_id, grant.amount, grant.reason, client_id)
    except OtherClient as error:
        if caller.client_id is None:
            raise Conflict(f"user {user_id} is another client's; leave client_id out, or name that one") from error
        raise NotFound(f"no user {user_id}") from None


@router.get("/{user_id:user}", summary="Read a user's credits", responses=responses(404, 422))
@needs(Scope.READ_FILMS)
async def credits_of_user(user_id: User, container: ContainerDep, caller: CallerDep) -> CreditAccount:
    """`available` is the part of the balance that no running task holds. A user without entries has 0 of each. With the
    key of a client there are only that client's users, and the one whose id is the client's."""
    return await container.credits.account(user_id, caller.client_id)
