"""A job through the whole stack under each fault of a vendor: how it ends, and how many orders are accepted.

What an adapter makes of each answer is shown in `tests/unit/providers`. Here every fault is shown at a vendor that can
look orders up and at one that cannot; the other vendors film a job, and lose a reply.
"""

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
from tests.stack.vendor_jobs.faults import FAULTS, Ending, Fault, fault_at

EVERY_FAULT = tuple(FAULTS)
SOME_FAULTS = ("none", "reply dropped")
VENDORS: list[tuple[type[MediaVendor], tuple[str, ...]]] = [
    (ReplicateVendor, EVERY_FAULT),
    (RunwayVendor, EVERY_FAULT),
    (GeminiVideo, SOME_FAULTS),
    (Runware, SOME_FAULTS),
]

ORDER_DEADLINE = 5.0
"""Seconds. Part of the time for which an order without an answer may still arrive."""


@pytest.mark.parametrize(("kind", "names"), VENDORS, ids=[kind.name for kind, _ in VENDORS])
async def test_whatever_a_vendor_does_the_job_ends_as_specified_and_each_take_is_ordered_once(
    kind: type[MediaVendor], names: tuple[str, ...], opening: Opening, clip: Clip
) -> None:
    vendor = kind(clip)
    pipeline = await opening(vendor, VIDEO_PROVIDER=kind.name, VENDOR_CONCURRENCY=f"{kind.name}=50")
    pipeline.adapters.catalog.video(kind.name).order_deadline = ORDER_DEADLINE

    wrong = await _wrong_endings(pipeline, vendor, {name: fault_at(kind.name, name) for name in names})

    assert wrong == {}
    assert all(count == 1 for count in vendor.accepted.values())


async def _wrong_endings(pipeline: Pipeline, vendor: MediaVendor, faults: Mapping[str, Fault]) -> dict[str, str]:
    """Return the endings that are not as specified, by fault."""
    for name, fault in faults.items():
        vendor.scripts[f"[{name}]"] = fault.script(vendor)
    jobs = await asyncio.gather(*(_film(pipeline, name) for name in faults))
    wrong = {}
    for (name, fault), job in zip(faults.items(), jobs, strict=True):
        ending, message = _ending(job, vendor.sold(f"[{name}]"))
        if ending != fault.ending.model_copy(update={"words": ""}) or fault.ending.words not in message:
            wrong[name] = f"{ending.code}, {ending.sold} sold: {message}"
    return wrong


async def _film(pipeline: Pipeline, name: str) -> Job:
    """Return the job once it is completed or waits for a person. The fault's name is in its prompt."""
    return await pipeline.until_idle(await pipeline.create(autoApprove=True, callToAction=f"[{name}]"))


def _ending(job: Job, sold: int) -> tuple[Ending, str]:
    """Return the ending of the job's scene, and its message."""
    (scene,) = job.active_scenes
    error = scene.error
    return (Ending(code=error.code, sold=sold), error.message) if error else (Ending(sold=sold), scene.status.value)
