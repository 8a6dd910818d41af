"""First frames in their rows, in what all workers may order from a vendor together, and in what is unfinished."""

import asyncio
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.jobs.repository import PostgresJobs
from db.purchasing.open_orders import PostgresOpenOrders
from domain.base import evolve
from domain.clients.client_limits import Purchase
from domain.errors import VendorBusy
from domain.job.model import Job, JobStatus
from domain.job.takes.vendor_file import FileStatus
from domain.ports.open_orders import OrderedThing
from domain.ports.vendor_limits import VendorLimits
from domain.rules import results
from domain.rules.messages import Cancel, parse_message
from domain.rules.purchases import first_frames
from domain.rules.purchases.first_frames import DrawnPicture
from tests.stack.db.orders import A_MINUTE
from tests.unit.domain.first_frames import PRICE
from tests.unit.domain.jobs import BUSY, MODEL_CHOICE, brief, plan, some_id

IMAGES = "images"
PURCHASE = Purchase(what="images's image-1", price=PRICE)
LIMITS = VendorLimits(vendor=IMAGES, at_once=100, count=100, window=A_MINUTE)


async def asked(jobs: PostgresJobs) -> tuple[UUID, UUID]:
    """A job in review whose only first frame is asked for, and that first frame."""
    job, scene = uuid4(), uuid4()
    await jobs.create(job, brief(), [], {})

    def rule(job: Job, now: datetime) -> Job:
        return results.apply_plan(results.begin(job, now), 1, plan("one"), [scene], now, MODEL_CHOICE)

    await jobs.change(job, rule)
    message = parse_message("draw_first_frames", {"feedback": "warmer"})
    (frame,) = (await jobs.apply(job, str(uuid4()), message)).first_frames
    return job, frame.id


async def claim(jobs: PostgresJobs, job: UUID, frame: UUID, by: VendorLimits = LIMITS) -> Job:
    return await jobs.change(
        job,
        lambda job, now: first_frames.claim(job, frame, None, now, "image-1", PRICE, "words"),
        by.for_claimant(frame),
        PURCHASE,
    )


async def order(jobs: PostgresJobs, job: UUID, frame: UUID) -> Job:
    await claim(jobs, job, frame)
    return await jobs.change(job, lambda job, _: first_frames.record_order(job, frame, f"order-{frame}"))


async def draw(jobs: PostgresJobs, job: UUID, frame: UUID) -> Job:
    picture = DrawnPicture(key=f"jobs/{job}/first-frames/{frame}", sha256="ab", size=7)
    return await jobs.change(job, lambda job, _: first_frames.mark_drawn(job, frame, picture))


async def test_a_first_frame_is_read_as_it_was_written(jobs: PostgresJobs) -> None:
    job, frame = await asked(jobs)

    def with_references(job: Job, _: datetime) -> Job:
        (frame,) = job.first_frames
        return job.with_first_frame(evolve(frame, references=(some_id("a"), some_id("b"))))

    assert await jobs.change(job, with_references) == await jobs.load(job)
    assert await order(jobs, job, frame) == await jobs.load(job)
    later = await jobs.change(job, lambda job, now: first_frames.postpone(job, frame, BUSY, now, now))
    assert later == await jobs.load(job)
    drawn = await draw(jobs, job, frame)
    assert drawn == await jobs.load(job)
    assert (drawn.first_frames[0].references, drawn.active_scenes[0].first_frame_id) == (
        (some_id("a"), some_id("b")),
        frame,
    )
    assert await jobs.change(job, lambda job, _: first_frames.mark_lost(job, frame)) == await jobs.load(job)


async def test_first_frames_count_for_the_limits_of_their_vendor(jobs: PostgresJobs, elsewhere: PostgresJobs) -> None:
    (first, one), (second, other) = await asked(jobs), await asked(jobs)
    await order(jobs, first, one)

    with pytest.raises(VendorBusy, match="1 of the 1 orders"):
        await claim(elsewhere, second, other, LIMITS.model_copy(update={"at_once": 1}))

    await draw(jobs, first, one)
    with pytest.raises(VendorBusy, match="1 orders in 60 s"):
        await claim(elsewhere, second, other, LIMITS.model_copy(update={"count": 1}))
    await claim(elsewhere, second, other, LIMITS.model_copy(update={"at_once": 1}))


async def test_its_order_is_open_and_announced_until_it_is_drawn_whatever_becomes_of_its_job(
    jobs: PostgresJobs, engine: AsyncEngine, database_url: str
) -> None:
    orders, changed = PostgresOpenOrders(engine, database_url), asyncio.Event()
    following = asyncio.create_task(orders.follow(IMAGES, changed.set))
    job, frame = await asked(jobs)
    async with asyncio.timeout(30):
        await changed.wait()  # it listens now
        changed.clear()
        await order(jobs, job, frame)
        await changed.wait()
    following.cancel()
    await jobs.apply(job, "cancel", Cancel())

    (found,) = await orders.of(IMAGES)

    assert (found.subject, found.order_id, found.thing) == (frame, f"order-{frame}", OrderedThing.FIRST_FRAME)
    assert found.is_picture
    assert IMAGES in await orders.vendors()
    await draw(jobs, job, frame)
    assert await orders.of(IMAGES) == []


async def test_a_job_that_is_over_is_unfinished_until_its_ordered_first_frames_are_settled(jobs: PostgresJobs) -> None:
    job, frame = await asked(jobs)
    await order(jobs, job, frame)
    await jobs.apply(job, "cancel", Cancel())

    assert job in [found for found, _ in await jobs.unfinished(None, 100)]
    done = await draw(jobs, job, frame)
    assert done.first_frames[0].status is FileStatus.DONE
    assert job not in [found for found, _ in await jobs.unfinished(None, 100)]


async def test_a_job_in_review_whose_first_frame_is_being_drawn_does_not_only_wait_for_a_person(
    jobs: PostgresJobs,
) -> None:
    job, frame = await asked(jobs)

    assert await jobs.unfinished(None, 9, only_busy=True) == [(job, JobStatus.STORYBOARD_REVIEW)]
    await order(jobs, job, frame)
    await draw(jobs, job, frame)
    assert await jobs.unfinished(None, 9, only_busy=True) == []


async def test_scenes_that_are_written_anew_leave_what_was_drawn_for_them(jobs: PostgresJobs) -> None:
    job, frame = await asked(jobs)
    await order(jobs, job, frame)
    drawn = await draw(jobs, job, frame)
    await jobs.apply(job, "again", parse_message("regenerate_all_scenes", {}))

    again = await jobs.change(
        job, lambda job, now: results.apply_plan(job, 2, plan("other"), [uuid4()], now, MODEL_CHOICE)
    )

    assert again == await jobs.load(job)
    assert (again.cost, len(again.first_frames)) == (drawn.cost, 1)
