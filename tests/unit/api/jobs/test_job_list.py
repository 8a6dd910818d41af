"""Lists of jobs: what is read again, and what is shown as it was."""

import json
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import pytest

from api.http.pagination import PageRequest
from api.jobs.job_list import ShownJobs, list_response
from api.schemas.jobs.job import job_view
from db.jobs.list_filter import ALL_JOBS
from db.jobs.queries import ListedJob
from db.jobs.repository import PostgresJobs
from domain.base import evolve
from domain.job.model import Job
from tests.unit.domain import jobs as prepared
from tests.unit.domain.jobs import some_id

PAGE = PageRequest(limit=2, after=None)


class StoredJobs:
    """Jobs as the repository lists and reads them. `read` are the ids that were read, in order."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = list(jobs)
        self.read: list[UUID] = []

    async def listed(self, limit: int, **_: object) -> list[ListedJob]:
        return [ListedJob(job.id, job.created_at, job.version, job.updated_at) for job in self.jobs][:limit]

    async def read_listed(self, ids: Sequence[UUID]) -> list[Job]:
        self.read += ids
        return [job for job in self.jobs if job.id in ids]


def numbered(job: Job, name: str) -> Job:
    return evolve(job, id=some_id(name))


async def listed(stored: StoredJobs, shown: ShownJobs) -> dict[str, Any]:
    answer = await list_response(cast(PostgresJobs, stored), shown, PAGE, ALL_JOBS, {})
    page: dict[str, Any] = json.loads(bytes(answer.body))
    return page


async def test_a_list_shows_each_job_as_it_is_shown_alone() -> None:
    job = prepared.completed()

    page = await listed(StoredJobs(job), ShownJobs())

    assert page == {"data": [job_view(job).model_dump(mode="json", by_alias=True)], "nextCursor": None}


async def test_a_job_that_has_not_changed_is_not_read_again() -> None:
    stored, shown = StoredJobs(numbered(prepared.in_review(), "a"), numbered(prepared.completed(), "b")), ShownJobs()

    first, again = await listed(stored, shown), await listed(stored, shown)

    assert first == again
    assert stored.read == [some_id("a"), some_id("b")]


async def test_a_job_that_has_changed_is_read_again_and_the_others_are_not() -> None:
    stored, shown = StoredJobs(numbered(prepared.in_review(), "a"), numbered(prepared.in_review(), "b")), ShownJobs()
    await listed(stored, shown)
    stored.jobs[1] = evolve(numbered(prepared.cancelled(), "b"), version=stored.jobs[1].version + 1)

    page = await listed(stored, shown)

    assert [job["status"] for job in page["data"]] == ["storyboard_review", "cancelled"]
    assert stored.read[2:] == [some_id("b")]


async def test_another_job_of_the_same_version_from_a_restored_backup_is_read_again() -> None:
    job = prepared.in_review()
    stored, shown = StoredJobs(job), ShownJobs()
    await listed(stored, shown)
    stored.jobs = [evolve(prepared.cancelled(), version=job.version, updated_at=prepared.LATER)]

    page = await listed(stored, shown)

    assert [job["status"] for job in page["data"]] == ["cancelled"]


@pytest.mark.parametrize(
    "job", [prepared.filming(), prepared.generating(prepared.asset())], ids=["filming", "fetching an asset"]
)
async def test_a_job_that_is_shown_differently_without_a_new_version_is_read_each_time(job: Job) -> None:
    stored, shown = StoredJobs(job), ShownJobs()

    await listed(stored, shown)
    await listed(stored, shown)

    assert stored.read == [job.id, job.id]


async def test_a_job_that_is_purged_while_the_list_is_read_is_left_out() -> None:
    class Purging(StoredJobs):
        async def read_listed(self, ids: Sequence[UUID]) -> list[Job]:
            return await super().read_listed(ids[1:])

    page = await listed(Purging(numbered(prepared.completed(), "a"), numbered(prepared.completed(), "b")), ShownJobs())

    assert [job["id"] for job in page["data"]] == [str(some_id("b"))]


async def test_a_page_that_others_follow_names_its_last_job_as_the_cursor() -> None:
    three = [numbered(prepared.completed(), name) for name in ("a", "b", "c")]

    page = await listed(StoredJobs(*three), ShownJobs())

    assert len(page["data"]) == 2
    assert page["nextCursor"]
