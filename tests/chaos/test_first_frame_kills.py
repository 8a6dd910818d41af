"""kill -9 of the worker at every moment of drawing a first frame: one order, one picture; or a person is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from domain.film_format import FPS
from domain.job.model import Job
from tests.chaos.killing.client_scripts import PATIENCE, Client
from tests.chaos.killing.kills import Kill, Killer
from tests.chaos.killing.processes import DRAWING_WORKER
from tests.chaos.killing.vendor_stack import vendor_stack
from tests.simulators.film import MediaVendor
from tests.simulators.openai_images import OpenAIImages
from tests.simulators.replicate import ReplicateVendor

UNSAVED = "picture ordered, not saved"
MOMENTS = (
    "draw_first_frames begins",
    "draw_first_frames is done",
    "draw_first_frame begins",
    "picture to be ordered",
    "picture half stored",
    "picture stored",
    "draw_first_frame is done",
)
POLLED = (*MOMENTS, UNSAVED, "looked", "picture downloading")
"""Moments of a vendor that draws for a while and can say what it was asked for."""

SAMPLE = ("picture to be ordered", UNSAVED, "picture half stored", "draw_first_frame is done")


class Drawn(NamedTuple):
    """What became of a first frame, how many pictures and clips were ordered, and how its job ended."""

    status: str
    pictures: int
    clips: int
    cost_is_of_one: bool
    job: str


ONE = Drawn("done", pictures=1, clips=1, cost_is_of_one=True, job="completed")


@dataclass(frozen=True)
class DrawingStack:
    client: Client
    vendors: Sequence[MediaVendor]
    killer: Killer

    async def draws(self, moment: str) -> Drawn:
        """Have the first frame of a film's only scene drawn, kill its worker at the moment, and film the scene."""
        kill = _kill(moment)
        client = replace(
            self.client,
            kills=(kill,),
            ad_basics={"productDescription": kill.name},
            production={"provider": "replicate"},
        )
        job = await client.create()
        await client.in_review(job)
        await client.act(job, "draw_first_frames")
        await client.until(job, _is_settled)
        async with asyncio.timeout(PATIENCE):
            await self.killer.until_done(kill)
        await client.act(job, "approve_storyboard")
        done = await client.completed(job)
        (frame,) = done.first_frames
        orders = [order for vendor in self.vendors for order in vendor.orders.values() if kill.name in str(order.body)]
        return Drawn(
            status=frame.error.code if frame.error else frame.status,
            pictures=sum(not order.seconds for order in orders),
            clips=sum(bool(order.seconds) for order in orders),
            cost_is_of_one=frame.owed == frame.price > 0,
            job=done.status,
        )


def _kill(moment: str) -> Kill:
    return Kill(name=f"first frame, {moment}", victim="worker", point=moment)


def _is_settled(job: Job) -> bool:
    return bool(job.first_frames) and all(frame.is_settled for frame in job.first_frames)


@pytest.fixture
async def drawing(
    vendor_clip: Callable[[int], Path], tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[DrawingStack]:
    """A stack whose image provider is the test's parameter."""
    Image.new("RGB", (72, 128), (200, 60, 30)).save(picture := tmp_path / "picture.png")
    kinds: tuple[type[MediaVendor], ...] = (ReplicateVendor, OpenAIImages)
    vendors = [kind(lambda seconds: vendor_clip(round(seconds * FPS)), picture) for kind in kinds]
    async with vendor_stack(vendor_clip, vendors, DRAWING_WORKER, IMAGE_PROVIDER=request.param) as stack:
        yield DrawingStack(stack.client, vendors, stack.killer)


@pytest.mark.timeout(700)
@pytest.mark.parametrize("drawing", ["replicate"], indirect=True)
@pytest.mark.parametrize("moments", [SAMPLE, pytest.param(POLLED, marks=pytest.mark.thorough)])
async def test_a_worker_that_dies_while_a_vendor_draws_a_first_frame_buys_one(
    drawing: DrawingStack, moments: Sequence[str]
) -> None:
    others = [moment for moment in moments if moment != UNSAVED]

    unsaved = await drawing.killer.strikes(_kill(UNSAVED), drawing.draws(UNSAVED))
    result = await asyncio.gather(unsaved, *(drawing.draws(moment) for moment in others))

    assert dict(zip((UNSAVED, *others), result, strict=True)) == dict.fromkeys(moments, ONE)


@pytest.mark.timeout(700)
@pytest.mark.thorough
@pytest.mark.parametrize("drawing", ["openai"], indirect=True)
async def test_a_picture_that_is_the_vendors_answer_is_bought_once_or_a_person_is_told(drawing: DrawingStack) -> None:
    # One after the other: a picture that a worker has not stored yet is lost with it, whosever kill it was.
    result = [await drawing.draws(moment) for moment in (*MOMENTS, UNSAVED)]

    # Without its first frame the clip begins from a still, which is the other picture.
    in_doubt = Drawn("order_unknown", pictures=2, clips=1, cost_is_of_one=True, job="completed")
    not_sent = Drawn("order_unknown", pictures=1, clips=1, cost_is_of_one=True, job="completed")
    lost = Drawn("take_lost", pictures=2, clips=1, cost_is_of_one=True, job="completed")
    assert dict(zip((*MOMENTS, UNSAVED), result, strict=True)) == dict.fromkeys(MOMENTS, ONE) | {
        "picture to be ordered": not_sent,
        "picture half stored": lost,
        UNSAVED: in_doubt,
    }
