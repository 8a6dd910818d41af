"""Clients in Postgres."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.connections.engine import Session, transaction
from db.rows import from_row
from db.schema.tables.clients import ClientRow
from db.schema.tables.jobs import JobRow
from domain.clients.api_key import Client
from domain.clients.client_limits import ClientLimits
from domain.errors import Conflict, NotFound


class PostgresClients:
    """Clients by id. Errors: NotFound; Transient while the database is away."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, client_id: str, name: str) -> Client:
        """Create the client, and return it. One of that name exists already: return that. Errors: Conflict."""
        async with transaction(self._engine) as session:
            await add_missing(session, client_id, name)
            row = await _find(session, client_id)
            if row.name != name:
                raise Conflict(f"there is a client {client_id} already, of the name {row.name!r}")
            return _client(row)

    async def all(self) -> Sequence[Client]:
        """Return all clients, by id."""
        async with transaction(self._engine) as session:
            return [_client(row) for row in await session.exec(select(ClientRow).order_by(col(ClientRow.id)))]

    async def get(self, client_id: str) -> Client:
        async with transaction(self._engine) as session:
            return _client(await _find(session, client_id))

    async def change(self, client_id: str, changes: Mapping[str, Any]) -> Client:
        """Change the name, or limits of its own. `changes` are the columns that differ.

        A client that is known by its jobs alone is made, called by its id.
        """
        async with transaction(self._engine) as session:
            if (await session.exec(select(JobRow.id).where(JobRow.client_id == client_id).limit(1))).first():
                await add_missing(session, client_id, client_id)
            row = await _find(session, client_id)
            row.sqlmodel_update(dict(changes))
            await session.flush()
            return _client(row)


async def add_missing(session: Session, client_id: str, name: str) -> None:
    """Create the client unless there is one of that id."""
    new = insert(ClientRow).values(id=client_id, name=name, created_at=await session.now())
    await session.exec(new.on_conflict_do_nothing(index_elements=["id"]))


async def _find(session: Session, client_id: str) -> ClientRow:
    row = await session.get(ClientRow, client_id, with_for_update=True)
    if row is None:
        raise NotFound(f"no client {client_id}")
    return row


def _client(row: ClientRow) -> Client:
    return from_row(Client, row, limits=from_row(ClientLimits, row))
