"""The ledger of credits.

Accounts and entries change under the account's row lock. A trigger of the database (migration 0002) books the account
when an entry is inserted, so its balance is always the sum of its entries.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.connections.engine import Session, transaction
from db.rows import from_row, newest_rows
from db.schema.tables.clients import ClientRow, CreditAccountRow, CreditEntryRow
from domain.base import Cursor, Frozen
from domain.clients.access import OtherClient
from domain.credits import CreditAccount, CreditEntry, EntryKind
from domain.errors import Conflict, NotFound
from domain.ports.repositories import CreditRepository


class PostgresCredits(CreditRepository):
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def account(self, user_id: str, client_id: str | None = None) -> CreditAccount:
        async with transaction(self._engine) as session:
            row = await session.get(CreditAccountRow, user_id)
            _check_owner(user_id, row, client_id)
            return _account(user_id, row)

    async def entries(
        self, user_id: str, limit: int, after: Cursor | None = None, client_id: str | None = None
    ) -> Sequence[CreditEntry]:
        query = newest_rows(CreditEntryRow, limit, after).where(CreditEntryRow.user_id == user_id)
        async with transaction(self._engine) as session:
            if client_id is not None:
                _check_owner(user_id, await session.get(CreditAccountRow, user_id), client_id)
            return [from_row(CreditEntry, row) for row in await session.exec(query)]

    async def grant(
        self, user_id: str, request: UUID, amount: int, reason: str, client_id: str | None = None
    ) -> CreditAccount:
        async with transaction(self._engine) as session:
            if client_id is not None:
                await claim_user(session, user_id, client_id)
            new = insert(CreditAccountRow).values(user_id=user_id)
            await session.exec(new.on_conflict_do_nothing(index_elements=["user_id"]))
            account = await session.get(CreditAccountRow, user_id, with_for_update=True)
            if await session.get(CreditEntryRow, request) is None:
                await _write(session, user_id, EntryKind.GRANT, amount, None, id=request, reason=reason)
                await session.refresh(account)
            return _account(user_id, account)

    async def hold(self, user_id: str, task: UUID, amount: int) -> bool:
        async with transaction(self._engine) as session:
            account = _account(user_id, await session.get(CreditAccountRow, user_id, with_for_update=True))
            if held := await _hold(session, task):
                return not held.is_released
            if account.available < amount:
                return False
            if amount:
                await _write(session, user_id, EntryKind.HOLD, amount, task)
            return True

    async def capture(self, task: UUID, purpose: str, amount: int) -> None:
        async with transaction(self._engine) as session:
            held = await _locked_hold(session, task)
            if not amount or (held and purpose in held.paid_for):
                return
            if held is None or held.left < amount:
                left = held.left if held else 0
                raise Conflict(f"task {task} holds {left} credits; {amount} cannot be paid out of it")
            await _write(session, held.user_id, EntryKind.CAPTURE, amount, task, purpose)

    async def release(self, task: UUID) -> None:
        async with transaction(self._engine) as session:
            held = await _locked_hold(session, task)
            if held and held.left:
                await _write(session, held.user_id, EntryKind.RELEASE, held.left, task)


async def claim_user(session: Session, user_id: str, client_id: str) -> None:
    """Make the user the client's, with the account, if it is nobody's. Errors: OtherClient.

    The user whose id is another client's is that client's.
    """
    new = insert(CreditAccountRow).values(user_id=user_id, client_id=client_id)
    of_nobody = col(CreditAccountRow.client_id).is_(None)
    await session.exec(
        new.on_conflict_do_update(index_elements=["user_id"], set_={"client_id": client_id}, where=of_nobody)
    )
    owner = await session.exec(select(CreditAccountRow.client_id).where(CreditAccountRow.user_id == user_id))
    namesake = await session.exec(select(ClientRow.id).where(ClientRow.id == user_id, ClientRow.id != client_id))
    if owner.one() != client_id or namesake.first() is not None:
        raise OtherClient(f"user {user_id} is another client's; name one of your own users")


def _check_owner(user_id: str, row: CreditAccountRow | None, client_id: str | None) -> None:
    """Raise NotFound unless the account is the client's. The user whose id is the client's own needs no account."""
    owner = row.client_id if row else None
    if client_id is None or owner == client_id or (owner is None and user_id == client_id):
        return
    raise NotFound(f"no user {user_id}")


class _Hold(Frozen):
    """The hold of a task: how many of its credits are left, and what was captured. `paid_for` are purposes."""

    user_id: str
    left: int
    paid_for: frozenset[str]
    is_released: bool


async def _locked_hold(session: Session, task: UUID) -> _Hold | None:
    """Read the hold and lock its account until the transaction ends."""
    if held := await _hold(session, task):
        await session.get(CreditAccountRow, held.user_id, with_for_update=True)
        held = await _hold(session, task)
    return held


async def _hold(session: Session, task: UUID) -> _Hold | None:
    rows = (await session.exec(select(CreditEntryRow).where(CreditEntryRow.task == task))).all()
    held = next((row for row in rows if row.kind == EntryKind.HOLD), None)
    if held is None:
        return None
    return _Hold(
        user_id=held.user_id,
        left=held.amount - sum(row.amount for row in rows if row is not held),
        paid_for=frozenset(row.purpose for row in rows if row.kind == EntryKind.CAPTURE),
        is_released=any(row.kind == EntryKind.RELEASE for row in rows),
    )


async def _write(
    session: Session, user_id: str, kind: EntryKind, amount: int, task: UUID | None, purpose: str = "", **given: Any
) -> None:
    """Write an entry. One of a task has an id that follows from the task, kind and purpose, so it is written once."""
    identity = {"id": uuid5(task, f"{kind} {purpose}")} if task else {}
    entry = {"user_id": user_id, "kind": kind.value, "amount": amount, "task": task, "purpose": purpose, "reason": ""}
    values = entry | identity | given | {"created_at": await session.now()}
    await session.exec(insert(CreditEntryRow).values(values))


def _account(user_id: str, row: CreditAccountRow | None) -> CreditAccount:
    balance, held = (row.balance, row.held) if row else (0, 0)
    return CreditAccount(user_id=user_id, balance=balance, held=held, available=balance - held)
