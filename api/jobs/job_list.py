"""Answer a list of jobs. What a job is shown as is kept with its version: most jobs of a list have not changed."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import Response

from api.http.pagination import PageRequest, next_cursor
from api.schemas.jobs.job import job_view
from db.jobs.list_filter import JobFilter
from db.jobs.queries import ListedJob
from db.jobs.repository import PostgresJobs
from domain.job.job_asset import AssetStatus
from domain.job.model import Job

_MOST: Final = 2_000
"""Jobs that are kept, some 6 kB each."""


class ShownJobs:
    """The JSON of jobs as lists show them, by id and version."""

    def __init__(self) -> None:
        self._shown: OrderedDict[UUID, tuple[int, datetime, bytes]] = OrderedDict()

    def get(self, listed: ListedJob) -> bytes | None:
        kept = self._shown.get(listed.id)
        if kept is None or kept[:2] != (listed.version, listed.updated_at):
            return None
        self._shown.move_to_end(listed.id)
        return kept[2]

    def keep(self, job: Job, shown: bytes) -> None:
        """Keep it, unless it may be shown differently without a new version."""
        if not _changes_silently(job):
            self._shown[job.id] = job.version, job.updated_at, shown
            if len(self._shown) > _MOST:
                self._shown.popitem(last=False)


async def list_response(
    jobs: PostgresJobs, shown: ShownJobs, query: PageRequest, wanted: JobFilter, headers: Mapping[str, str]
) -> Response:
    """Answer with the page. Only jobs that are not known in this version are read. Errors: Transient."""
    found = await jobs.listed(query.limit + 1, wanted=wanted, after=query.after)
    page = found[: query.limit]
    known = {listed.id: view for listed in page if (view := shown.get(listed))}
    for job in await _read(jobs, [listed.id for listed in page if listed.id not in known]):
        known[job.id] = job_view(job).model_dump_json(by_alias=True).encode()
        shown.keep(job, known[job.id])
    # A job that was purged meanwhile is left out.
    views = b",".join(known[listed.id] for listed in page if listed.id in known)
    cursor = next_cursor(found, query.limit)
    quoted = f'"{cursor}"' if cursor else "null"
    content = b'{"data":[%b],"nextCursor":%b}' % (views, quoted.encode())
    return Response(content, media_type="application/json", headers=dict(headers))


async def _read(jobs: PostgresJobs, ids: Sequence[UUID]) -> Sequence[Job]:
    return await jobs.read_listed(ids) if ids else ()


def _changes_silently(job: Job) -> bool:
    """Return whether the progress of a take, or the end of a download, changes what is shown but no version."""
    is_filming = any(scene.take is not None and scene.take.is_open for scene in job.scenes)
    return is_filming or any(asset.status is AssetStatus.PENDING for asset in job.assets)
