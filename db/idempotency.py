"""Idempotency keys of HTTP requests, and the answers that are given again."""

from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from db.connections.engine import transaction
from db.connections.prepared import read_row, write
from db.schema.tables.requests import IdempotencyRow
from domain.base import Frozen

KEPT_FOR = timedelta(hours=24)
LOCKED_FOR = timedelta(seconds=30)
"""How long a claim is valid without being renewed: after that its process is taken to have died."""

_CLAIM_NEW = b"""
insert into idempotency_keys (id, scope, key, body_hash, locked_until, created_at)
select %s, %s, %s, %s, now + %s, now from clock_timestamp() as now
on conflict (scope, key) do nothing returning id"""
_KEEP = b"update idempotency_keys set status = %s, answer = %s where id = %s"
_LOCK = b"update idempotency_keys set locked_until = clock_timestamp() + %s where id = %s"


class Answered(Frozen):
    """The answer to the first request with this key."""

    status: int
    headers: dict[str, str]
    body: str


class NotClaimed(Enum):
    """Why a key cannot be claimed."""

    IS_RUNNING = "another request with this key is being processed"
    IS_REUSED = "the key was used before for a request with another body"


class IdempotencyKeys:
    """Idempotency keys. Errors: Transient while the database is away."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def claim(self, scope: str, key: str, body_hash: str, new_id: UUID) -> UUID | Answered | NotClaimed:
        """Claim the key for a request. Return the request's id, which is the same at every retry: `new_id` at first."""
        if await read_row(self._engine, _CLAIM_NEW, new_id, scope, key, body_hash, LOCKED_FOR):
            return new_id
        async with transaction(self._engine) as session:
            now = await session.now()
            new = insert(IdempotencyRow).values(
                id=new_id, scope=scope, key=key, body_hash=body_hash, locked_until=now + LOCKED_FOR, created_at=now
            )
            await session.exec(new.on_conflict_do_nothing(index_elements=["scope", "key"]))
            query = select(IdempotencyRow).where(IdempotencyRow.scope == scope, IdempotencyRow.key == key)
            row = (await session.exec(query.with_for_update())).one()
            return new_id if row.id == new_id else _decide(row, body_hash, new_id, now)

    async def keep(self, claimed: UUID, answer: Answered) -> None:
        """Keep the answer, which each later request with the key gets."""
        kept = to_json({"headers": answer.headers, "body": answer.body}).decode()
        await write(self._engine, _KEEP, answer.status, kept, claimed)

    async def release(self, claimed: UUID) -> None:
        """Give the claim back: the request was not processed, and a retry may claim it under the same id."""
        await write(self._engine, _LOCK, timedelta(), claimed)

    async def renew(self, claimed: UUID) -> None:
        """Keep the claim of a request that is still being processed."""
        await write(self._engine, _LOCK, LOCKED_FOR, claimed)


def _decide(row: IdempotencyRow, body_hash: str, new_id: UUID, now: datetime) -> UUID | Answered | NotClaimed:
    """Decide under the row's lock. An expired key counts as new; an expired claim is taken over under its old id."""
    if row.created_at < now - KEPT_FOR:
        row.id, row.body_hash, row.status, row.answer, row.created_at = new_id, body_hash, None, None, now
    elif row.body_hash != body_hash:
        return NotClaimed.IS_REUSED
    elif row.status is not None and row.answer is not None:
        return Answered(status=row.status, headers=row.answer["headers"], body=row.answer["body"])
    elif row.locked_until > now:
        return NotClaimed.IS_RUNNING
    row.locked_until = now + LOCKED_FOR
    return row.id
