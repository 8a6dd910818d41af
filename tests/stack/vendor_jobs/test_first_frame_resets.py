"""`temporal workflow reset` to every event of a run: no first frame is drawn again."""

import asyncio
from pathlib import Path

import pytest

from domain.job.model import JobStatus
from domain.job.takes.vendor_file import FileStatus
from runtime.gateway import first_frame_workflow_id, workflow_id
from tests.chaos.operator import WITHOUT_MESSAGES, Operator
from tests.simulators.replicate import ReplicateVendor
from tests.stack.vendor_jobs.conftest import Clip, Opening
from tests.stack.vendor_jobs.test_stills import clips, pictures

MESSAGES = pytest.mark.parametrize(
    "flags", [pytest.param((), id="messages kept"), pytest.param(WITHOUT_MESSAGES, id="messages dropped")]
)
AT_REPLICATE = {"VIDEO_PROVIDER": "replicate", "IMAGE_PROVIDER": "replicate"}


@MESSAGES
async def test_a_first_frame_that_is_being_drawn_is_not_bought_twice_whatever_is_reset(
    opening: Opening, clip: Clip, picture: Path, flags: tuple[str, ...]
) -> None:
    vendor = ReplicateVendor(clip, picture)
    vendor.slow.clear()
    pipeline = await opening(vendor, **AT_REPLICATE)
    job = await pipeline.in_review()
    await pipeline.act(job, "draw_first_frames")
    (frame,) = (await pipeline.until(job, lambda now: now.first_frames[0].order_id)).first_frames
    operator = Operator(pipeline)

    await operator.reset_to_each_event(workflow_id(job), *flags)
    await operator.reset_to_each_event(first_frame_workflow_id(frame.id))
    vendor.slow.set()

    # The end of a run that was reset is not reported to the job's, which the reconciler replaces then.
    async with asyncio.timeout(60):
        while not (await pipeline.adapters.jobs.load(job)).first_frames[0].is_settled:
            await pipeline.reconcile()
            await asyncio.sleep(0.5)
    drawn = await pipeline.adapters.jobs.load(job)
    assert (drawn.first_frames[0].status, drawn.first_frames[0].orders) == (FileStatus.DONE, 1)
    assert len(pictures(vendor)) == 1


@MESSAGES
async def test_what_is_drawn_stays_and_nothing_is_drawn_again(
    opening: Opening, clip: Clip, picture: Path, flags: tuple[str, ...]
) -> None:
    vendor = ReplicateVendor(clip, picture)
    pipeline = await opening(vendor, **AT_REPLICATE)
    job = await pipeline.in_review()
    await pipeline.act(job, "draw_first_frames")
    await pipeline.until(job, lambda now: now.first_frames[0].is_settled)
    await pipeline.act(job, "approve_storyboard")
    before = await pipeline.reach(job, JobStatus.COMPLETED)
    await pipeline.run_ended(job)
    operator = Operator(pipeline)

    await operator.reset_to_each_event(workflow_id(job), *flags)

    await operator.until_closed(job)
    assert await pipeline.adapters.jobs.load(job) == before
    assert (len(pictures(vendor)), len(clips(vendor))) == (1, 1)
