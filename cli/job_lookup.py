"""Find the job that a command line argument names."""

import re
from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import typer

from cli.api.client import ApiClient
from cli.api.responses import JobResponse
from cli.errors import Failure

LAST = "last"
_JOBS_SEARCHED = 1_000
"""Newest first."""
_PAGE_SIZE = 100
_IDS_SHOWN = 5

JobArgument = Annotated[
    str, typer.Argument(metavar="JOB", help="A job's id, a unique beginning or end of it, or `last`.")
]
"""To be given to `find_job`."""


def find_job(client: ApiClient, name: str) -> UUID:
    """Return the id of the job named by its id, by a unique beginning or end of it, or by `last`. Raises Failure."""
    if name == LAST:
        if not (jobs := client.jobs(limit=1).data):
            raise Failure("There is no job yet: create one with `./greenlight create BRIEF.json`.")
        return jobs[0].id
    try:
        return UUID(name)
    except ValueError:
        return _only_match(client, name.lower())


def short(job: UUID) -> str:
    """Return the end of the id. Its beginning is the time: jobs made within a minute share it."""
    return str(job)[-8:]


def _only_match(client: ApiClient, part: str) -> UUID:
    if not re.fullmatch(r"[0-9a-f-]+", part):
        raise Failure(f"{part} is not a job's id: give the id, a beginning or end of it, or `{LAST}`.")
    found = [job.id for job in _newest_jobs(client) if str(job.id).startswith(part) or str(job.id).endswith(part)]
    if not found:
        raise Failure(f"No job has an id that begins or ends with {part}: `./greenlight list` shows them.")
    if len(found) > 1:
        shown = ", ".join(str(each) for each in found[:_IDS_SHOWN]) + (", …" if len(found) > _IDS_SHOWN else "")
        raise Failure(f"{len(found)} jobs have an id that begins or ends with {part}: {shown}. Write more of it.")
    return found[0]


def _newest_jobs(client: ApiClient) -> Iterator[JobResponse]:
    cursor = None
    for _ in range(0, _JOBS_SEARCHED, _PAGE_SIZE):
        page = client.jobs(limit=_PAGE_SIZE, cursor=cursor)
        yield from page.data
        cursor = page.next_cursor
        if cursor is None:
            return
