"""The ledger of credits.

Accounts and entries change under the account's row lock. A trigger of the database (migration 0002) books the account
when an entry is inserted, so its balance is always the sum of its entries.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.engine import Session, transaction
from db.rows import from_row
from db.schema.tables import CreditAccountRow, CreditEntryRow
from domain.base import Cursor, Frozen
from domain.credits import CreditAccount, CreditEntry, EntryKind
from domain.errors import Conflict
from domain.ports.repositories import CreditRepository


class PostgresCredits(CreditRepository):
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def account(self, user_id: str) -> CreditAccount:
        async with transaction(self._engine) as session:
            return _account(user_id, await session.get(CreditAccountRow, user_id))

    async def entries(self, user_id: str, limit: int, after: Cursor | None = None) -> Sequence[CreditEntry]:
        query = select(CreditEntryRow).where(CreditEntryRow.user_id == user_id)
        if after:
            place = tuple_(col(CreditEntryRow.created_at), col(CreditEntryRow.id))
            query = query.where(place < (after.created_at, after.id))
        query = query.order_by(col(CreditEntryRow.created_at).desc(), col(CreditEntryRow.id).desc()).limit(limit)
        async with transaction(self._engine) as session:
            return [from_row(CreditEntry, row) for row in await session.exec(query)]

    async def grant(self, user_id: str, request: UUID, amount: int, reason: str) -> CreditAccount:
        async with transaction(self._engine) as session:
            new = insert(CreditAccountRow).values(user_id=user_id)
            await session.exec(new.on_conflict_do_nothing(index_elements=["user_id"]))
            account = await _locked(session, user_id)
            if await session.get(CreditEntryRow, request) is None:
                await _write(session, user_id, EntryKind.GRANT, amount, id=request, purpose="", reason=reason)
                await session.refresh(account)
            return _account(user_id, account)

    async def hold(self, user_id: str, task: UUID, amount: int) -> bool:
        async with transaction(self._engine) as session:
            account = _account(user_id, await _locked(session, user_id))
            if held := await _hold(session, task):
                return not held.is_released
            if account.available < amount:
                return False
            if amount:
                await _write_of_task(session, user_id, EntryKind.HOLD, amount, task)
            return True

    async def capture(self, task: UUID, purpose: str, amount: int) -> None:
        async with transaction(self._engine) as session:
            held = await _locked_hold(session, task)
            if not amount or (held and purpose in held.paid_for):
                return
            if held is None or held.left < amount:
                left = held.left if held else 0
                raise Conflict(f"task {task} holds {left} credits; {amount} cannot be paid out of it")
            await _write_of_task(session, held.user_id, EntryKind.CAPTURE, amount, task, purpose)

    async def release(self, task: UUID) -> None:
        async with transaction(self._engine) as session:
            held = await _locked_hold(session, task)
            if held and held.left:
                await _write_of_task(session, held.user_id, EntryKind.RELEASE, held.left, task)


class _Hold(Frozen):
    """The hold of a task: how many of its credits are left, and what was captured. `paid_for` are purposes."""

    user_id: str
    left: int
    paid_for: frozenset[str]
    is_released: bool


async def _locked_hold(session: Session, task: UUID) -> _Hold | None:
    """Read the hold and lock its account until the transaction ends."""
    if held := await _hold(session, task):
        await _locked(session, held.user_id)
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


async def _locked(session: Session, user_id: str) -> CreditAccountRow | None:
    query = select(CreditAccountRow).where(CreditAccountRow.user_id == user_id)
    return (await session.exec(query.with_for_update())).first()


async def _write_of_task(
    session: Session, user_id: str, kind: EntryKind, amount: int, task: UUID, purpose: str = ""
) -> None:
    entry_id = uuid5(task, f"{kind} {purpose}")
    await _write(session, user_id, kind, amount, id=entry_id, task=task, purpose=purpose, reason="")


async def _write(session: Session, user_id: str, kind: EntryKind, amount: int, **more: Any) -> None:
    now = await session.now()
    row = CreditEntryRow(user_id=user_id, kind=kind.value, amount=amount, created_at=now, **more)
    await session.exec(insert(CreditEntryRow).values(row.model_dump()))


def _account(user_id: str, row: CreditAccountRow | None) -> CreditAccount:
    balance, held = (row.balance, row.held) if row else (0, 0)
    return CreditAccount(user_id=user_id, balance=balance, held=held, available=balance - held)
