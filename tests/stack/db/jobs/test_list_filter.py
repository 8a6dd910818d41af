"""Lists of jobs by status, by text, and by whether they wait for a person."""

import pytest

from db.jobs.list_filter import JobFilter
from db.jobs.repository import PostgresJobs
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import stage
from tests.stack.db.by_hand import stored
from tests.unit.domain import jobs as prepared

_WAITS = (Stage.REVIEW, Stage.FAILED, Stage.AWAITING_RETRY)


async def found(jobs: PostgresJobs, wanted: JobFilter) -> bool:
    return bool(await jobs.listed(10, wanted=wanted))


@pytest.mark.parametrize(
    "job",
    [
        prepared.pending(),
        prepared.generating(),
        prepared.generating(prepared.asset()),
        prepared.in_review(),
        prepared.filming(),
        prepared.film(prepared.filming(), 1),
        prepared.awaiting_retry(),
        prepared.send(prepared.awaiting_retry(), "retry_failed_scenes"),
        prepared.completed(),
        prepared.send(prepared.completed(), "regenerate_scene", sceneNumber=2),
        prepared.failed_planning(),
        prepared.failed_cutting(),
        prepared.cancelled(),
    ],
    ids=lambda job: f"{job.status}-{stage(job)}",
)
async def test_a_job_needs_a_decision_in_the_stages_that_wait_for_a_person(job: Job, jobs: PostgresJobs) -> None:
    await stored(jobs, job)
    waits = stage(job) in _WAITS
    assert await found(jobs, JobFilter(needs_decision=True)) is waits
    assert await found(jobs, JobFilter(needs_decision=False)) is not waits


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        *[("ÖSTLICHE", True), ("ember östliche", True), ("   ", True), ("100%", True), ("01890000-0000-7000", True)],
        *[("morrow tea", False), ("1000", False), ("_", False), ("acme x", False)],
    ],
)
async def test_a_job_is_found_by_words_of_its_names_and_ids_in_any_case(
    jobs: PostgresJobs, words: str, is_found: bool
) -> None:
    brief = prepared.brief()
    names = {"product_name": "Östliche Röstung 100%", "brand_name": "Ember"}
    brief = brief.model_copy(update={"ad_basics": brief.ad_basics.model_copy(update=names)})
    await jobs.create(prepared.JOB, brief, [], {})
    assert await found(jobs, JobFilter(text=words)) is is_found


async def test_a_job_is_found_by_any_of_several_statuses(jobs: PostgresJobs) -> None:
    await stored(jobs, prepared.in_review())
    assert await found(jobs, JobFilter(statuses=frozenset({JobStatus.FAILED, JobStatus.STORYBOARD_REVIEW})))
    assert not await found(jobs, JobFilter(statuses=frozenset({JobStatus.FAILED, JobStatus.PROCESSING})))
