"""Waking jobs and tasks, when some cannot be reached."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import timedelta
from unittest.mock import create_autospec
from uuid import UUID

from temporalio.testing import ActivityEnvironment
from typing_extensions import override

from activities.maintenance.wake_jobs import WakeJobsActivities, WakeReport
from domain.errors import Transient
from domain.job.model import WAITS_FOR_A_PERSON, JobStatus
from domain.ports.repositories import JobRepository, ScenarioRepository
from domain.ports.runs import JobRuns, TaskRuns

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


class Runs(JobRuns, TaskRuns):
    """Runs of jobs and tasks. Those in `errors` cannot be reached."""

    def __init__(self, *running: UUID) -> None:
        self.running = running
        self.errors: dict[UUID, Exception] = {}
        self.reached: list[UUID] = []
        self.was_listed = False

    @override
    async def count(self) -> int:
        return len(self.running)

    @override
    async def open(self) -> AsyncIterator[UUID]:
        self.was_listed = True
        for job in self.running:
            yield job

    @override
    async def wake(self, job_id: UUID) -> None:
        if job_id in self.errors:
            raise self.errors[job_id]
        self.reached.append(job_id)

    @override
    async def save_scenario(self, task_id: UUID) -> None:
        await self.wake(task_id)


async def wake(
    runs: Runs,
    jobs: Sequence[tuple[UUID, JobStatus]] = (),
    tasks: Sequence[UUID] = (),
    count: int = 0,
    compares_all: bool = True,
    drawing: Collection[UUID] = (),
    just_changed: Collection[UUID] = (),
) -> WakeReport:
    """`count` is how many jobs are not over; those in `jobs` are found. Of `drawing`, first frames are being drawn."""
    repository, scenarios = create_autospec(JobRepository), create_autospec(ScenarioRepository)
    busy = [(job, status) for job, status in jobs if status not in WAITS_FOR_A_PERSON or job in drawing]

    def unfinished(
        after: UUID | None, _: int, *, only_busy: bool, unchanged_for: timedelta
    ) -> Sequence[tuple[UUID, JobStatus]]:
        found = [] if after else busy if only_busy else jobs
        return [each for each in found if not (unchanged_for and each[0] in just_changed)]

    repository.unfinished.side_effect = unfinished
    repository.count_unfinished.return_value = count
    scenarios.unsettled.side_effect = [tasks, []]
    activities = WakeJobsActivities(repository, runs, scenarios, runs)
    return await ActivityEnvironment().run(activities.wake_jobs, compares_all)


async def test_a_job_that_cannot_be_reached_does_not_stop_the_waking_of_the_others() -> None:
    runs = Runs()
    runs.errors = {ONE: Transient("no answer"), TWO: ValueError("an answer that cannot be read")}

    report = await wake(runs, [(job, JobStatus.PROCESSING) for job in (ONE, TWO, THREE)])

    assert (report.orphans, report.silent) == (3, 2)
    assert runs.reached == [THREE]


async def test_a_task_that_cannot_be_started_does_not_stop_the_start_of_the_others() -> None:
    runs = Runs()
    runs.errors = {ONE: Transient("no answer")}

    report = await wake(runs, tasks=[ONE, TWO])

    assert (report.tasks, report.silent) == (2, 1)
    assert runs.reached == [TWO]


async def test_a_job_that_waits_for_a_person_in_an_open_run_is_left_alone() -> None:
    runs = Runs(ONE, TWO, THREE)

    report = await wake(runs, [(ONE, JobStatus.STORYBOARD_REVIEW), (TWO, JobStatus.PROCESSING)])

    assert (report.orphans, report.nudged) == (0, 2)
    assert sorted(runs.reached) == [TWO, THREE]


async def test_a_job_in_review_whose_first_frame_is_being_drawn_is_woken() -> None:
    runs = Runs(ONE, TWO)

    await wake(runs, [(job, JobStatus.STORYBOARD_REVIEW) for job in (ONE, TWO)], drawing=[TWO])

    assert runs.reached == [TWO]


async def test_with_as_many_runs_as_jobs_only_those_under_way_are_read_and_woken() -> None:
    runs = Runs(ONE, TWO, THREE)

    report = await wake(runs, [(TWO, JobStatus.PROCESSING)], count=3, compares_all=False)

    assert (report.orphans, report.nudged, runs.was_listed) == (0, 1, False)
    assert runs.reached == [TWO]


async def test_a_job_that_has_just_changed_is_left_to_the_next_round() -> None:
    runs = Runs(ONE, TWO)

    await wake(
        runs, [(job, JobStatus.PROCESSING) for job in (ONE, TWO)], count=2, compares_all=False, just_changed=[TWO]
    )

    assert runs.reached == [ONE]


async def test_a_job_that_has_just_changed_is_woken_when_all_runs_are_compared() -> None:
    runs = Runs(ONE, TWO)

    await wake(runs, [(job, JobStatus.PROCESSING) for job in (ONE, TWO)], just_changed=[TWO])

    assert sorted(runs.reached) == [ONE, TWO]


async def test_with_fewer_runs_than_jobs_those_without_a_run_get_one() -> None:
    runs = Runs(ONE)
    waiting = [(job, JobStatus.STORYBOARD_REVIEW) for job in (ONE, TWO)]

    report = await wake(runs, waiting, count=2, compares_all=False)

    assert (report.orphans, report.nudged) == (1, 0)
    assert runs.reached == [TWO]
