"""A job that is saved and loaded is the same job, whatever messages and results it got."""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar

from hypothesis.stateful import invariant

from db.connections.engine import connect
from db.jobs.repository import PostgresJobs
from domain.base import evolve
from domain.job.model import Job
from tests.stack.db.by_hand import Database, stored
from tests.unit.domain.jobs import JOB, MODEL_CHOICE
from tests.unit.domain.rules.state_machine import JobStateMachine, run_state_machine

Result = TypeVar("Result")


class BlockingJobs:
    """The repository, for callers that are not coroutines."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._engine = connect(url)
        self.jobs = PostgresJobs(self._engine, lambda _: MODEL_CHOICE)

    def wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._loop.run_until_complete(work)

    def close(self) -> None:
        self.wait(self._engine.dispose())
        self._loop.close()


class StoredJobStateMachine(JobStateMachine):
    """Saves the job after every change, and continues with the job that is loaded."""

    blocking: ClassVar[BlockingJobs]
    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        self.database.run("delete from jobs")
        self.database.run("delete from assets")
        self.is_stored = False

    @invariant()
    def what_is_saved_is_what_is_loaded(self) -> None:
        jobs, expected = self.blocking.jobs, self.job
        if not self.is_stored:
            self.blocking.wait(stored(jobs, self.job))
            self.is_stored = True
        saved = self.blocking.wait(jobs.change(JOB, lambda before, _: as_new(expected, before)))
        self.job = self.blocking.wait(jobs.load(JOB))
        assert in_order(saved) == in_order(self.job)
        assert in_order(as_new(expected, self.job)) == in_order(evolve(self.job, scenes=undated(self.job)))


def as_new(job: Job, old: Job) -> Job:
    """The job but for what the store writes by itself."""
    kept = {name: getattr(old, name) for name in ("created_at", "updated_at", "version", "webhook_sequence")}
    return evolve(job, **kept, scenes=undated(job))


def undated(job: Job) -> Any:
    return tuple(evolve(scene, updated_at=None) for scene in job.scenes)


def in_order(job: Job) -> Job:
    return evolve(job, scenes=tuple(sorted(job.scenes, key=lambda scene: scene.id)))


def test_a_job_that_is_saved_and_loaded_is_the_same_job(sqlalchemy_url: str, database: Database) -> None:
    StoredJobStateMachine.blocking = BlockingJobs(sqlalchemy_url)
    StoredJobStateMachine.database = database
    try:
        run_state_machine(StoredJobStateMachine, runs=10, steps=15)
    finally:
        StoredJobStateMachine.blocking.close()
