"""How many jobs of a client are being planned, filmed or cut at once."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from db.connections.prepared import Driver, Statement, run
from domain.errors import TooManyJobs

IN_FLIGHT: Final = (
    "deleted_at is null and not needs_decision and status in ('pending', 'generating_scenes', 'processing')"
)
"""SQL for `domain.job.progress.is_in_flight`."""

TRY_AGAIN_AFTER: Final = timedelta(seconds=30)

_LIMIT = b"""
select max_jobs_in_flight from clients where id = (select client_id from jobs where jobs.id = %s)"""

_LOCK = b"select pg_advisory_xact_lock(hashtextextended('jobs in flight of ' || %s, 0))"

_COUNT_OTHERS = f"select count(*) from jobs where client_id = %s and {IN_FLIGHT} and id <> %s".encode()


def most_in_flight(job_id: UUID) -> Statement:
    """Return what reads the limit of the job's client: no row, or null, if it has none of its own."""
    return _LIMIT, (job_id,)


async def check_in_flight(driver: Driver, client_id: str, job_id: UUID, most: int) -> None:
    """Check that the client's job may be in flight beside the others; it is, once this transaction has ended.

    Until then others of the client wait here. Errors: TooManyJobs.
    """
    await run(driver, _LOCK, client_id)
    counted = await (await run(driver, _COUNT_OTHERS, client_id, job_id)).fetchone()
    assert counted is not None
    if counted[0] >= most:
        raise TooManyJobs(
            f"{counted[0]} jobs of client {client_id} are being planned, filmed or cut, and {most} may be at once: "
            "try again when one of them has ended or waits for its review, or cancel one",
            retry_after=TRY_AGAIN_AFTER,
        )
