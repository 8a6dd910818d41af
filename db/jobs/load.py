"""Read whole jobs, each in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg.rows import TupleRow
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.prepared import Driver, Statement, read_row, read_rows, run
from db.jobs.mapping import to_job
from db.schema.tables.jobs import StoryboardRow
from domain.errors import NotFound
from domain.job.model import Job

_PARTS = """
    'scenes',
    (select json_agg(scene order by scene.scene_number) from job_scenes scene where scene.job_id = jobs.id),
    'takes',
    (select json_agg(take order by take.number) from takes take where take.job_id = jobs.id),
    'speeches',
    (select json_agg(speech order by speech.created_at, speech.id) from speeches speech where speech.job_id = jobs.id),
    'first_frames',
    (select json_agg(frame order by frame.created_at, frame.id) from first_frames frame where frame.job_id = jobs.id),
    'assets',
    (select json_agg(json_build_array(asset, use.name, use.role) order by use.position)
     from job_assets use join assets asset on asset.id = use.asset_id where use.job_id = jobs.id),
    'film',
    (select row_to_json(film) from films film where film.id = jobs.film_id)"""

_WHOLE_JOB = f"""
select json_build_object(
    'job', jobs,
    'storyboards',
    (select json_agg(board order by board.revision) from storyboards board where board.job_id = jobs.id),{_PARTS}
)::text, clock_timestamp()
from jobs where id = %s""".encode()

_WITHOUT_SCENES = ", ".join(
    "null as scenes" if column.name == "scenes" else column.name
    for column in StoryboardRow.metadata.tables["storyboards"].columns
)
_LISTED_JOBS = f"""
select json_build_object(
    'job', jobs,
    'storyboards',
    (select json_agg(board) from (
        select {_WITHOUT_SCENES} from storyboards where job_id = jobs.id order by revision desc limit 1) board),{_PARTS}
)::text
from unnest(%s::uuid[]) with ordinality as listed (id, number) join jobs using (id) order by number""".encode()

_LOCK = b"select from jobs where id = %s for update"


async def read_job(engine: AsyncEngine, job_id: UUID) -> Job:
    """Errors: NotFound, Transient."""
    row = await read_row(engine, _WHOLE_JOB, job_id)
    if row is None:
        raise NotFound(f"no job {job_id}")
    return to_job(row[0])


class LockedJob(NamedTuple):
    """A job whose row is locked, and the database's time after that. `found` are the first rows of other statements."""

    job: Job
    now: datetime
    found: Sequence[TupleRow | None]


async def lock_job(driver: Driver, job_id: UUID, also: Sequence[Statement] = ()) -> LockedJob:
    """Read the job, locked until the transaction ends, in one round trip. Errors: NotFound.

    `also` are run when the job is locked and before the time is read. The job is read by a statement of its own,
    because one that waits for a lock sees other rows as they were before it waited.
    """
    async with driver.pipeline():
        await run(driver, _LOCK, job_id)
        others = [await run(driver, sql, *values) for sql, values in also]
        row = await (await run(driver, _WHOLE_JOB, job_id)).fetchone()
        found = [await other.fetchone() for other in others]
    if row is None:
        raise NotFound(f"no job {job_id}")
    return LockedJob(to_job(row[0]), row[1], found)


async def read_listed_jobs(engine: AsyncEngine, ids: Sequence[UUID]) -> list[Job]:
    """Read the jobs in this order. Of their storyboards they have only the current one, without its scenes."""
    return [to_job(row) for (row,) in await read_rows(engine, _LISTED_JOBS, list(ids))]
