"""A message is applied or refused once, and its verdict is kept."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.engine import connect
from db.jobs.repository import PostgresJobs, RegenerateRate
from domain.base import evolve
from domain.errors import Conflict, Expired, Invalid, NotFound, PreconditionFailed, Refused, TooManyRequests
from domain.job.model import Job, JobStatus
from domain.rules.messages import (
    ApproveStoryboard,
    Cancel,
    Message,
    RegenerateScene,
    RejectStoryboard,
    RestoreJob,
    RetryFailedScenes,
    parse_message,
)
from domain.rules.scenes.scene_messages import ScenesOrdered
from tests.stack.db.by_hand import Database, stored
from tests.unit.domain.jobs import JOB, MODEL_CHOICE, completed, in_review, some_id


@pytest.fixture
async def other_jobs(sqlalchemy_url: str) -> AsyncIterator[PostgresJobs]:
    """The same database, as another process sees it."""
    engine = connect(sqlalchemy_url)
    yield PostgresJobs(engine, lambda _: MODEL_CHOICE)
    await engine.dispose()


async def test_an_applied_message_is_applied_once(jobs: PostgresJobs) -> None:
    await stored(jobs, in_review())

    for _ in range(3):
        await jobs.apply(JOB, "one", RejectStoryboard(feedback="warmer"))

    job = await jobs.load(JOB)
    assert (job.revision, len(job.storyboards)) == (2, 2)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (ApproveStoryboard(storyboard_revision=9), Conflict),
        (RegenerateScene(scene_number=9), NotFound),
        (ScenesOrdered(scene_ids=(some_id("no scene"),)), Invalid),
        (parse_message("scene_updated", {"scene": 1, "script": "x", "expectedRevision": 9}), PreconditionFailed),
    ],
)
async def test_a_repeated_request_gets_the_same_refusal(
    jobs: PostgresJobs, message: Message, kind: type[Refused]
) -> None:
    await stored(jobs, in_review())
    with pytest.raises(kind) as first:
        await jobs.apply(JOB, "one", message)

    await jobs.apply(JOB, "two", Cancel())

    with pytest.raises(kind) as again:
        await jobs.apply(JOB, "one", message)
    assert again.value.message == first.value.message


async def test_a_refused_message_changes_nothing(jobs: PostgresJobs, database: Database) -> None:
    await stored(jobs, in_review())
    before, events = await jobs.load(JOB), database.rows("select * from events")

    with pytest.raises(Conflict):
        await jobs.apply(JOB, "one", RetryFailedScenes())

    assert await jobs.load(JOB) == before
    assert database.rows("select * from events") == events


async def test_the_same_request_to_another_job_is_another_request(jobs: PostgresJobs) -> None:
    await stored(jobs, in_review())
    other = some_id("other job")
    await jobs.create(other, in_review().brief, [], {})

    await jobs.apply(JOB, "one", Cancel())
    await jobs.apply(other, "one", Cancel())

    assert (await jobs.load(other)).status is JobStatus.CANCELLED


async def test_an_expired_message_may_be_sent_again(jobs: PostgresJobs) -> None:
    await stored(jobs, in_review())
    now = await jobs.clock()

    with pytest.raises(Expired):
        await jobs.apply(JOB, "one", Cancel(), expires_at=now - timedelta(seconds=1))
    assert (await jobs.load(JOB)).status is JobStatus.STORYBOARD_REVIEW

    await jobs.apply(JOB, "one", Cancel(), expires_at=now + timedelta(minutes=1))
    assert (await jobs.load(JOB)).status is JobStatus.CANCELLED


async def test_a_repeated_request_is_answered_after_it_expired(jobs: PostgresJobs) -> None:
    await stored(jobs, in_review())
    await jobs.apply(JOB, "one", Cancel())

    await jobs.apply(JOB, "one", Cancel(), expires_at=await jobs.clock() - timedelta(hours=1))


async def test_regenerations_over_the_rate_are_refused_until_the_window_passes(engine: AsyncEngine) -> None:
    jobs = PostgresJobs(engine, lambda _: MODEL_CHOICE, RegenerateRate(count=2, window=timedelta(hours=1)))
    await stored(jobs, completed())
    for number in (1, 2):
        await jobs.apply(JOB, f"{number}", parse_message("regenerate_scene", {"sceneNumber": number}))

    for _ in range(2):
        with pytest.raises(TooManyRequests) as refusal:
            await jobs.apply(JOB, "3", parse_message("regenerate_scene", {"sceneNumber": 3}))

    assert refusal.value.retry_after is not None
    assert timedelta() < refusal.value.retry_after <= timedelta(hours=1)
    await jobs.apply(JOB, "4", Cancel())


async def test_a_job_that_was_deleted_too_long_ago_is_not_restored_even_before_it_is_purged(
    engine: AsyncEngine,
) -> None:
    jobs = PostgresJobs(engine, lambda _: MODEL_CHOICE, retention=timedelta(days=30))
    await stored(jobs, evolve(in_review(), deleted_at=await jobs.clock() - timedelta(days=31)))

    with pytest.raises(NotFound, match="deleted more than 30 days ago"):
        await jobs.apply(JOB, "one", RestoreJob())


async def test_a_message_to_an_unknown_job_is_not_found(jobs: PostgresJobs) -> None:
    with pytest.raises(NotFound):
        await jobs.apply(some_id("no job"), "one", Cancel())


async def test_two_concurrent_messages_with_one_request_are_applied_once(
    jobs: PostgresJobs, other_jobs: PostgresJobs
) -> None:
    await stored(jobs, in_review())

    await asyncio.gather(
        *(each.apply(JOB, "one", RejectStoryboard(feedback="warmer")) for each in (jobs, other_jobs) * 4)
    )

    assert (await jobs.load(JOB)).revision == 2


async def test_of_two_concurrent_decisions_on_a_revision_one_is_applied(
    jobs: PostgresJobs, other_jobs: PostgresJobs
) -> None:
    await stored(jobs, in_review())
    said = {"storyboardRevision": 1}

    verdicts = await asyncio.gather(
        *(jobs.apply(JOB, f"approve {turn}", parse_message("approve_storyboard", said)) for turn in range(3)),
        *(
            other_jobs.apply(JOB, f"reject {turn}", parse_message("reject_storyboard", {"feedback": "no", **said}))
            for turn in range(3)
        ),
        return_exceptions=True,
    )

    refused = [isinstance(verdict, Conflict) for verdict in verdicts]
    approved, rejected = refused[:3].count(False), refused[3:].count(False)
    job = await jobs.load(JOB)
    assert (approved, rejected, job.revision) in [(3, 0, 1), (0, 1, 2)]
    assert all(isinstance(verdict, Conflict | Job) for verdict in verdicts)


async def test_concurrent_changes_are_all_saved(jobs: PostgresJobs, other_jobs: PostgresJobs) -> None:
    await stored(jobs, completed("one"))

    await asyncio.gather(
        *(
            each.apply(JOB, str(some_id(f"scene {turn}")), parse_message("scene_added", {"description": f"{turn}"}))
            for turn, each in enumerate((jobs, other_jobs) * 4)
        )
    )

    job = await jobs.load(JOB)
    assert [scene.number for scene in job.active_scenes] == list(range(1, 10))
    assert {scene.text.description for scene in job.active_scenes} == {"one", *map(str, range(8))}


async def test_the_verdict_and_the_change_are_saved_in_one_transaction(jobs: PostgresJobs, database: Database) -> None:
    """A change that the database refuses leaves no verdict behind: the message may come again."""
    await stored(jobs, in_review())
    database.run("alter table takes add constraint none_today check (false) not valid")
    with pytest.raises(Exception, match="none_today"):
        await jobs.apply(JOB, "one", ApproveStoryboard())
    database.run("alter table takes drop constraint none_today")

    await jobs.apply(JOB, "one", ApproveStoryboard())

    assert (await jobs.load(JOB)).status is JobStatus.PROCESSING
