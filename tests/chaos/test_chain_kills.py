"""kill -9 of the worker between a scene and the one that begins where it ends: each is ordered once, and in order."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from domain.film_format import FPS
from domain.job.model import Job
from domain.job.takes.take import Take
from tests.chaos.killing.client_scripts import Client, is_idle
from tests.chaos.killing.kills import Kill
from tests.chaos.killing.vendor_stack import vendor_stack
from tests.simulators.film import key_of
from tests.simulators.replicate import ReplicateVendor

MOMENTS = (
    "prepare_clip is done",
    "scene-before fetched",
    "follower claimed",
    "follower ordered, not saved",
)
"""When the clip before is done and nobody was told; before the follower's claim; after it; after the vendor took it."""


class Result(NamedTuple):
    """How a job of two scenes ended: the orders that the vendor accepted for each, and where the second begins."""

    status: str
    first: int
    second: int
    follows: bool


@pytest.mark.timeout(700)
async def test_a_worker_that_dies_between_two_links_of_a_chain_buys_neither_twice(
    vendor_clip: Callable[[int], Path],
) -> None:
    vendor = ReplicateVendor(lambda seconds: vendor_clip(round(seconds * FPS)))
    kills = [Kill(name=f"chain, {moment}", victim="worker", point=moment) for moment in MOMENTS]
    async with vendor_stack(vendor_clip, [vendor], scenes=2, IMAGE_PROVIDER="animatic") as stack:
        jobs = [await stack.killer.strikes(kill, _chained(stack.client, kill)) for kill in kills]
        ended = [await job for job in jobs]

    assert [_result(job, vendor) for job in ended] == [Result("completed", 1, 1, follows=True)] * len(MOMENTS)
    assert len(vendor.orders) == 2 * len(MOMENTS)
    assert len(vendor.uploads) >= len(MOMENTS)
    assert all(_is_of_clip(picture) for picture in vendor.uploads)


async def _chained(client: Client, kill: Kill) -> Job:
    """How a job ends whose second scene continues the first, and whose worker is killed then."""
    client = replace(client, kills=(kill,), production={"provider": "replicate"}, ad_basics={"duration": 8})
    job = await client.create()
    await client.in_review(job)
    await client.chain(job, 2)
    await client.act(job, "approve_storyboard")
    return await client.until(job, is_idle)


def _result(job: Job, vendor: ReplicateVendor) -> Result:
    first, second = (scene.take for scene in job.active_scenes)
    assert first
    assert second
    return Result(job.status, _orders(vendor, first), _orders(vendor, second), second.chained_from == first.id)


def _orders(vendor: ReplicateVendor, take: Take) -> int:
    assert take.prompt
    return vendor.accepted[key_of(take.prompt, take.seed)]


def _is_of_clip(picture: bytes) -> bool:
    """Whether the picture shows what the vendor's clips show."""
    with Image.open(BytesIO(picture)) as opened:
        pixels = np.asarray(opened.convert("RGB"), dtype=int)
    return bool(np.abs(pixels - (40, 90, 120)).max() <= 6)
