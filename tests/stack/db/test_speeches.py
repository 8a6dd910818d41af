"""Lines of speech in their rows, and in what all workers may order from a vendor together."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest

from db.jobs.repository import PostgresJobs
from domain.clients.client_limits import Purchase
from domain.errors import VendorBusy
from domain.job.approval import Approval
from domain.job.model import Job
from domain.job.sound.voice_over import lines_to_speak
from domain.job.takes.vendor_file import FileStatus
from domain.ports.vendor_limits import VendorLimits
from domain.rules import results
from domain.rules.messages import Cancel
from domain.rules.purchases import speeches
from domain.rules.storyboard.storyboard_revisions import approve
from tests.stack.db.by_hand import Database
from tests.stack.db.orders import A_MINUTE
from tests.unit.domain.jobs import MODEL_CHOICE, brief, plan
from tests.unit.domain.speeches import PRICE, VENDOR, ready

PURCHASE = Purchase(what="elevenlabs's voice model-1", price=PRICE)


def limits(at_once: int = 100, count: int = 100) -> VendorLimits:
    return VendorLimits(vendor=VENDOR, at_once=at_once, count=count, window=A_MINUTE)


async def to_speak(jobs: PostgresJobs) -> tuple[UUID, UUID]:
    """A job with one line that is to be spoken."""
    job, scene = uuid4(), uuid4()
    await jobs.create(job, brief(voice=VENDOR), [], {})

    def rule(job: Job, now: datetime) -> Job:
        written = results.apply_plan(results.begin(job, now), 1, plan("one"), [scene], now, MODEL_CHOICE)
        return approve(written, Approval(amount=None, at=now), MODEL_CHOICE)

    (line,) = lines_to_speak(await jobs.change(job, rule))
    return job, line.id


async def claim(jobs: PostgresJobs, job: UUID, line: UUID, by: VendorLimits) -> Job:
    return await jobs.change(
        job, lambda job, now: speeches.claim(job, line, None, now, "model-1", PRICE), by.for_claimant(line), PURCHASE
    )


async def say(jobs: PostgresJobs, job: UUID, line: UUID) -> Job:
    def rule(job: Job, now: datetime) -> Job:
        return speeches.mark_ready(speeches.record_order(job, line, f"order-{line}"), line, ready(job, line), now)

    return await jobs.change(job, rule)


async def test_a_line_is_read_as_it_was_written(jobs: PostgresJobs) -> None:
    job, line = await to_speak(jobs)

    assert await claim(jobs, job, line, limits()) == await jobs.load(job)
    said = await say(jobs, job, line)
    assert said == await jobs.load(job)
    assert said.speeches[0].status is FileStatus.DONE
    lost = await jobs.change(job, lambda job, _: speeches.mark_lost(job, line))
    assert lost == await jobs.load(job)


async def test_lines_count_for_the_limits_of_their_vendor(
    jobs: PostgresJobs, elsewhere: PostgresJobs, database: Database
) -> None:
    (first, one), (second, other) = await to_speak(jobs), await to_speak(jobs)
    await claim(jobs, first, one, limits(at_once=1))

    with pytest.raises(VendorBusy, match="1 of the 1 orders"):
        await claim(elsewhere, second, other, limits(at_once=1))

    await jobs.change(first, lambda job, _: speeches.record_order(job, one, "order"))  # its answer is the speech
    with pytest.raises(VendorBusy, match="1 orders in 60 s"):
        await claim(elsewhere, second, other, limits(count=1))
    database.run("update speeches set asked_at = asked_at - interval '61 seconds'")
    await claim(elsewhere, second, other, limits(at_once=1, count=1))
    assert (await say(jobs, first, one)).speeches[0].status is FileStatus.DONE


async def test_a_job_that_is_over_is_unfinished_until_its_ordered_lines_are_settled(jobs: PostgresJobs) -> None:
    job, line = await to_speak(jobs)
    await claim(jobs, job, line, limits())
    await jobs.apply(job, "cancel", Cancel())

    assert job in [found for found, _ in await jobs.unfinished(None, 100)]
    await say(jobs, job, line)
    assert job not in [found for found, _ in await jobs.unfinished(None, 100)]
