"""Whose a thing is: looked up for callers who see one client's things only."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.prepared import read_row
from domain.errors import NotFound

Owned = Literal["job", "asset", "task", "scenario"]

_OF_CLIENT: Final[Mapping[Owned, bytes]] = {
    "job": b"select from jobs where id = %s and client_id = %s",
    "asset": b"""
select from assets, (select %s::uuid id, %s::text client_id) wanted where assets.id = wanted.id and (
    assets.client_id = wanted.client_id or exists (
        select from job_assets use join jobs on jobs.id = use.job_id
        where use.asset_id = assets.id and jobs.client_id = wanted.client_id))""",
    "task": b"select from tasks where id = %s and client_id = %s",
    "scenario": b"""
select from video_scenarios scenario join tasks on tasks.id = scenario.task_id
where scenario.id = %s and tasks.client_id = %s""",
}
"""An asset is there for the client it belongs to, and for those whose jobs use it."""

_MOST: Final = 10_000
"""Jobs whose client is remembered, some 300 bytes each."""


class PostgresOwners:
    """Remembers whose jobs are, which never changes. What was not found is looked up each time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._clients_of_jobs: OrderedDict[UUID, str] = OrderedDict()

    async def check(self, kind: Owned, id: UUID, client_id: str) -> None:
        """Raise NotFound, in the same words, if there is no such thing and if it is not the client's.

        It is one statement, whose time does not tell the two apart. Deleted jobs are still their client's. Errors
        besides: Transient.
        """
        if kind == "job" and self._clients_of_jobs.get(id) == client_id:
            self._clients_of_jobs.move_to_end(id)
            return
        if await read_row(self._engine, _OF_CLIENT[kind], id, client_id) is None:
            raise NotFound(f"no {kind} {id}")
        if kind == "job":
            self._clients_of_jobs[id] = client_id
            if len(self._clients_of_jobs) > _MOST:
                self._clients_of_jobs.popitem(last=False)
