"""Users' credits: what they have, how it came to be, and grants of more (spec §5)."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Body, Path
from pydantic import Field

from api.dependencies import MessageId, WiringDep
from api.http.idempotency import ApiRoute
from api.http.pagination import WantedPage, page
from api.http.strict_json import strictly
from api.openapi.document import answers
from api.schemas.job import Page, UtcTime
from domain.base import Frozen
from domain.credits import CreditAccount, CreditEntry, EntryKind, UserId

router = APIRouter(prefix="/api/v3/credits", tags=["credits"], route_class=ApiRoute)

User = Annotated[UserId, Path(description="The user's id, as the system that knows the users writes it.")]


class NewGrant(Frozen):
    """So many credits more. `reason` is kept with the entry."""

    amount: Annotated[int, Field(ge=1, le=1_000_000_000)]
    reason: Annotated[str, Field(max_length=500)] = ""


class EntryView(Frozen):
    """A `grant` adds to the balance. A `hold` sets credits aside for a task; a `capture` takes some of those for one
    `purpose`, a `release` gives back the rest."""

    id: UUID
    kind: EntryKind
    amount: int
    task_id: UUID | None
    purpose: str
    reason: str
    created_at: UtcTime


GRANTS: Final[dict[str, Any]] = {
    "welcome": {"summary": "Ten pictures' worth", "value": {"amount": 20, "reason": "Welcome"}}
}
ACCOUNT: Final[dict[str, Any]] = {"user_id": "user_789", "balance": 20, "held": 8, "available": 12}
GRANTED: Final[dict[str, Any]] = {"user_id": "user_789", "balance": 20, "held": 0, "available": 20}
ENTRIES: Final[dict[str, Any]] = {
    "data": [
        {
            "id": "019a9b1e-8c20-5b01-9e2f-3a4b5c6d7e90",
            "kind": "hold",
            "amount": 8,
            "task_id": "019a9b1e-8c20-7b01-9e2f-3a4b5c6d7e91",
            "purpose": "",
            "reason": "",
            "created_at": "2026-11-21T09:31:00Z",
        },
        {
            "id": "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e92",
            "kind": "grant",
            "amount": 20,
            "task_id": None,
            "purpose": "",
            "reason": "Welcome",
            "created_at": "2026-11-21T09:30:00Z",
        },
    ],
    "nextCursor": None,
}


# A user's id may have slashes in it, so the longer paths come first.
@router.get("/{user_id:path}/entries", summary="List a user's entries", responses=answers(ENTRIES, 422))
async def list_credit_entries(user_id: User, wanted: WantedPage, wiring: WiringDep) -> Page[EntryView]:
    """Newest first. Entries are never changed: the balance is the sum of them."""
    return page(await wiring.credits.entries(user_id, wanted.one_more, wanted.after), wanted, _view)


@router.post(
    "/{user_id:path}/grants",
    summary="Grant credits",
    status_code=201,
    responses=answers(GRANTED, 409, 413, 415, 422, 503, status=201),
)
async def grant_credits(
    user_id: User,
    grant: Annotated[Annotated[NewGrant, strictly(NewGrant)], Body(openapi_examples=GRANTS)],
    message_id: MessageId,
    wiring: WiringDep,
) -> CreditAccount:
    """The user has so many credits more; the answer is the account. For those who sell them: it needs a key where
    API_KEYS are set."""
    return await wiring.credits.grant(user_id, message_id, grant.amount, grant.reason)


@router.get("/{user_id:path}", summary="Read a user's credits", responses=answers(ACCOUNT, 422))
async def credits_of_user(user_id: User, wiring: WiringDep) -> CreditAccount:
    """`available` is the part of the balance that no running task holds. Who never had credits has 0 of each."""
    return await wiring.credits.account(user_id)


def _view(entry: CreditEntry) -> EntryView:
    return EntryView(task_id=entry.task, **entry.model_dump(exclude={"task", "user_id"}))
