"""API keys in Postgres, which has only the hashes of their secrets."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from db.clients.clients import add_missing
from db.connections.engine import transaction
from db.rows import from_row, newest_rows
from db.schema.tables.clients import ApiKeyRow
from domain.base import Cursor
from domain.clients.access import Caller, Scope
from domain.clients.api_key import ApiKey
from domain.errors import Conflict, NotFound

USE_WRITTEN_EVERY: Final = timedelta(minutes=1)


class PostgresApiKeys:
    """Keys by id. Errors: NotFound; Transient while the database is away.

    What `caller` does not see is not found: a key of another client is as one that does not exist. Who changes a key
    must have all its scopes, or could make itself a secret that permits more. Errors: MissingScope.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, key: ApiKey) -> ApiKey:
        """Create the key, and its client if need be. One of that id gets this secret: nobody was told its own."""
        row = key.model_dump() | {"scopes": _listed(key.scopes)}
        async with transaction(self._engine) as session:
            if key.client_id is not None:
                await add_missing(session, key.client_id, key.client_id)
            statement = insert(ApiKeyRow).values(row)
            renewed = {"secret_hash": statement.excluded.secret_hash}
            await session.exec(statement.on_conflict_do_update(index_elements=["id"], set_=renewed))
            return _key(await session.find(ApiKeyRow, key.id, "key"))

    async def find(self, key_id: UUID) -> ApiKey | None:
        async with transaction(self._engine) as session:
            row = await session.get(ApiKeyRow, key_id)
            return None if row is None else _key(row)

    async def get(self, key_id: UUID, caller: Caller) -> ApiKey:
        async with transaction(self._engine) as session:
            return _key(_seen(key_id, await session.get(ApiKeyRow, key_id), caller))

    async def newest(self, limit: int, after: Cursor | None, client_id: str | None) -> Sequence[ApiKey]:
        """Return at most `limit` keys, newest first, also those that have ended. None: those of all clients."""
        query = newest_rows(ApiKeyRow, limit, after)
        if client_id is not None:
            query = query.where(ApiKeyRow.client_id == client_id)
        async with transaction(self._engine) as session:
            return [_key(row) for row in await session.exec(query)]

    async def revoke(self, key_id: UUID, caller: Caller) -> ApiKey:
        """End the key for good. One that was revoked stays as it is."""
        async with transaction(self._engine) as session:
            row = _changeable(key_id, await session.get(ApiKeyRow, key_id, with_for_update=True), caller)
            row.revoked_at = row.revoked_at or await session.now()
            await session.flush()
            return _key(row)

    async def rotate(self, key_id: UUID, caller: Caller, request: UUID, secret_hash: str, overlap: timedelta) -> ApiKey:
        """Put another secret in the place of the key's. The one until now is good for `overlap` from now on.

        A request that is sent again, because its answer was lost, puts its secret in the place of the lost one.
        Errors: Conflict if the key has ended; EndsLater if it ends after the caller's.
        """
        async with transaction(self._engine) as session:
            row = _changeable(key_id, await session.get(ApiKeyRow, key_id, with_for_update=True), caller)
            caller.check_end(row.expires_at)
            now = await session.now()
            if _key(row).has_ended(now):
                raise Conflict(f"key {key_id} has ended; make a new one")
            if row.rotation != request:
                row.previous_hash, row.previous_until = (row.secret_hash, now + overlap) if overlap else (None, None)
            row.rotation, row.secret_hash = request, secret_hash
            await session.flush()
            return _key(row)

    async def note_use(self, key_id: UUID) -> None:
        """Note that the key is used now, unless that was noted within the last minute."""
        now, last = func.clock_timestamp(), col(ApiKeyRow.last_used_at)
        is_due = or_(last.is_(None), last < now - USE_WRITTEN_EVERY)
        async with transaction(self._engine) as session:
            statement = update(ApiKeyRow).where(col(ApiKeyRow.id) == key_id, is_due)
            await session.exec(statement.values(last_used_at=now))


def _seen(key_id: UUID, row: ApiKeyRow | None, caller: Caller) -> ApiKeyRow:
    if row is None or not caller.sees(row.client_id):
        raise NotFound(f"no key {key_id}")
    return row


def _changeable(key_id: UUID, row: ApiKeyRow | None, caller: Caller) -> ApiKeyRow:
    found = _seen(key_id, row, caller)
    caller.check(*map(Scope, found.scopes))
    return found


def _listed(scopes: frozenset[Scope]) -> list[str]:
    """Return the scopes as the column has them, in the order of their definition."""
    return [scope.value for scope in Scope if scope in scopes]


def _key(row: ApiKeyRow) -> ApiKey:
    return from_row(ApiKey, row)
