"""Many jobs, or parts of them, in few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from db.jobs.repository import PostgresJobs
from domain.job.model import Job
from domain.rules.decide import allowed_actions
from tests.stack.db.by_hand import stored
from tests.unit.domain.jobs import JOB, completed, failed_cutting, failed_planning, in_review, pending


@contextmanager
def recorded(engine: AsyncEngine, name: str) -> Iterator[list[Any]]:
    """The arguments with which the engine calls its listeners."""
    calls: list[Any] = []

    def listen(*args: Any) -> None:
        calls.append(args)

    event.listen(engine.sync_engine, name, listen)
    yield calls
    event.remove(engine.sync_engine, name, listen)


@pytest.mark.parametrize(
    "job",
    [pending(), in_review(), completed(), failed_planning(), failed_cutting()],
    ids=["pending", "in review", "completed", "planning failed", "cutting failed"],
)
async def test_a_listed_job_has_only_its_current_storyboard_without_scenes(job: Job, jobs: PostgresJobs) -> None:
    await stored(jobs, job)
    whole = await jobs.load(JOB)

    (listed,) = await jobs.read_listed([JOB])

    assert [board.revision for board in listed.storyboards] == [board.revision for board in whole.storyboards[-1:]]
    assert all(board.scenes is None for board in listed.storyboards)
    assert (allowed_actions(listed), listed.scenes) == (allowed_actions(whole), whole.scenes)


async def test_the_jobs_of_many_scenes_are_read_in_one_transaction(jobs: PostgresJobs, engine: AsyncEngine) -> None:
    await stored(jobs, in_review())
    scenes = [scene.id for scene in (await jobs.load(JOB)).scenes]

    with recorded(engine, "begin") as transactions:
        found = await jobs.of_scenes([*scenes, uuid4()])

    assert found == dict.fromkeys(scenes, JOB)
    assert len(transactions) == 1
