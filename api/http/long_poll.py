"""Wait for a job to change, without holding a database connection."""

import asyncio
import re
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from api.http.errors import Unprocessable
from db.jobs.repository import PostgresJobs
from domain import timeouts

POLL_SECONDS = 0.25
_SECONDS = re.compile(r"(\d{1,2})s?")


def _wait_query(
    wait: Annotated[
        str | None,
        Query(description="Answer when the job changes, at the latest after this time: `30s`, at most `60s`."),
    ] = None,
) -> timedelta:
    if wait is None:
        return timedelta(0)
    match = _SECONDS.fullmatch(wait)
    longest = timedelta(seconds=int(match[1])) if match else timeouts.LONG_POLL * 2
    if longest > timeouts.LONG_POLL:
        raise Unprocessable.at("wait", "must be whole seconds up to 60, such as 30s")
    return longest


WaitQuery = Annotated[timedelta, Depends(_wait_query)]


async def wait_for_change(jobs: PostgresJobs, job_id: UUID, seen: int, longest: timedelta, request: Request) -> None:
    """Return when the job's version is not `seen`, when the time is up, or when the client has disconnected."""
    loop = asyncio.get_running_loop()
    end = loop.time() + longest.total_seconds()
    while (left := end - loop.time()) > 0:
        await asyncio.sleep(min(POLL_SECONDS, left))
        if await jobs.version(job_id) != seen or await request.is_disconnected():
            return
