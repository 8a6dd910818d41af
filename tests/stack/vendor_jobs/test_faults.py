"""Each vendor, each fault: how a job through the whole stack ends, and how many orders the vendor accepted."""

import asyncio
from collections.abc import Mapping

import pytest

from domain.job.model import Job
from tests.harness.pipeline import Pipeline
from tests.simulators.film import MediaVendor
from tests.simulators.gemini_video import GeminiVideo
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runware import Runware
from tests.simulators.runway import RunwayVendor
from tests.stack.vendor_jobs.conftest import Clip, Opening
from tests.stack.vendor_jobs.troubles import Ending, Trouble, troubles

VENDORS: list[type[MediaVendor]] = [ReplicateVendor, GeminiVideo, Runware, RunwayVendor]

ORDER_DEADLINE = 5.0
"""Seconds. Of what a vendor does not answer nothing is known for so long, and then some."""


@pytest.mark.parametrize("kind", VENDORS, ids=lambda kind: kind.name)
async def test_whatever_a_vendor_does_the_job_ends_as_specified_and_each_take_is_ordered_once(
    kind: type[MediaVendor], opening: Opening, clip: Clip
) -> None:
    vendor = kind(clip)
    pipeline = await opening(vendor, VIDEO_PROVIDER=kind.name, VENDOR_CONCURRENCY=f"{kind.name}=50")
    pipeline.adapters.catalog.video(kind.name).order_deadline = ORDER_DEADLINE

    assert await _wrong_endings(pipeline, vendor, troubles(kind.name)) == {}
    assert all(count == 1 for count in vendor.accepted.values())


async def _wrong_endings(pipeline: Pipeline, vendor: MediaVendor, of: Mapping[str, Trouble]) -> dict[str, str]:
    """What ended otherwise than it should, by its trouble."""
    for name, trouble in of.items():
        vendor.scripts[f"[{name}]"] = trouble.script(vendor)
    ended = await asyncio.gather(*(_film(pipeline, name) for name in of))
    wrong = {}
    for (name, trouble), job in zip(of.items(), ended, strict=True):
        ending, said = _ending(job, vendor.sold(f"[{name}]"))
        if ending != trouble.ending.model_copy(update={"words": ""}) or trouble.ending.words not in said:
            wrong[name] = f"{ending.code}, {ending.sold} sold: {said}"
    return wrong


async def _film(pipeline: Pipeline, name: str) -> Job:
    """The job once it is completed or waits for a person. Its name is what its prompt holds."""
    return await pipeline.until_idle(await pipeline.create(autoApprove=True, callToAction=f"[{name}]"))


def _ending(job: Job, sold: int) -> tuple[Ending, str]:
    """How it ended, and what was said of it."""
    (scene,) = job.active_scenes
    error = scene.error
    return (Ending(code=error.code, sold=sold), error.message) if error else (Ending(sold=sold), scene.status.value)
