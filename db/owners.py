"""Whose a thing is: looked up for callers who see one client's things only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.prepared import read_row
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


@dataclass(frozen=True)
class PostgresOwners:
    engine: AsyncEngine

    async def check(self, kind: Owned, id: UUID, client_id: str) -> None:
        """Raise NotFound, in the same words, if there is no such thing and if it is not the client's.

        It is one statement, whose time does not tell the two apart. Deleted jobs are still their client's. Errors
        besides: Transient.
        """
        if await read_row(self.engine, _OF_CLIENT[kind], id, client_id) is None:
            raise NotFound(f"no {kind} {id}")
