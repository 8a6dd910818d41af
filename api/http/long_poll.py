"""Wait for a job to change, without holding anything."""

import asyncio
import re
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from api.http.errors import FieldError, Unprocessable
from db.jobs.queries import version

LONGEST = timedelta(seconds=60)
LOOK_EVERY = 0.25
_SECONDS = re.compile(r"(\d{1,2})s?")


def _wait(
    wait: Annotated[
        str | None,
        Query(description="Answer when the job changes, at the latest after so long: `30s`, at most `60s`."),
    ] = None,
) -> timedelta:
    if wait is None:
        return timedelta(0)
    match = _SECONDS.fullmatch(wait)
    patience = timedelta(seconds=int(match[1])) if match else LONGEST * 2
    if patience > LONGEST:
        raise Unprocessable(FieldError(path="wait", message="must be whole seconds up to 60, such as 30s"))
    return patience


Patience = Annotated[timedelta, Depends(_wait)]


async def until_changed(engine: AsyncEngine, job_id: UUID, seen: int, patience: timedelta, request: Request) -> None:
    """The job is another than in version `seen`, or the time is up, or nobody listens any more."""
    loop = asyncio.get_running_loop()
    end = loop.time() + patience.total_seconds()
    while (left := end - loop.time()) > 0:
        await asyncio.sleep(min(LOOK_EVERY, left))
        if await version(engine, job_id) != seen or await request.is_disconnected():
            return
