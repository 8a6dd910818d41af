"""kill -9 of the worker while it uses a vendor's own video adapter: one order, one clip, or a person decides."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from domain.film_format import FPS
from tests.chaos.killing.client_scripts import Client, is_idle
from tests.chaos.killing.kills import Kill
from tests.chaos.killing.vendor_stack import vendor_stack
from tests.simulators.film import MediaVendor, Script
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor

UNSAVED = "ordered, not saved"
MOMENTS = ("generate_clip begins", "looked", "downloading", "original half stored")
"""A job reaches these moments again after another job's kill, so their kills may happen at the same time."""

Result = tuple[str, int]
"""The code of the scene's error or else the job's status, and how many orders the vendor accepted."""


@pytest.mark.timeout(700)
async def test_a_worker_that_dies_while_it_films_orders_once_and_asks_a_person_only_where_the_vendor_cannot_say(
    vendor_clip: Callable[[int], Path],
) -> None:
    replicate, runway = (
        kind(lambda seconds: vendor_clip(round(seconds * FPS))) for kind in (ReplicateVendor, RunwayVendor)
    )
    alone: list[tuple[MediaVendor, str]] = [(runway, UNSAVED), (replicate, UNSAVED)]
    together: list[tuple[MediaVendor, str]] = [(replicate, moment) for moment in MOMENTS]
    async with vendor_stack(vendor_clip, [replicate, runway]) as stack:
        client, killer = stack.client, stack.killer
        unsaved = [await killer.strikes(_kill(*outcome), _result(client, *outcome)) for outcome in alone]
        result = await asyncio.gather(*unsaved, *(_result(client, *outcome) for outcome in together))
        assert [outcome[1] for outcome in together if not killer.was_done(_kill(*outcome))] == []

    expected: list[Result] = [("order_unknown", 1), ("completed", 1), *(("completed", 1) for _ in MOMENTS)]
    assert result == expected


def _kill(vendor: MediaVendor, moment: str) -> Kill:
    return Kill(name=f"{vendor.name}, {moment}", victim="worker", point=moment)


async def _result(client: Client, vendor: MediaVendor, moment: str) -> Result:
    """How a job ends whose worker is killed at that moment."""
    kill = _kill(vendor, moment)
    vendor.scripts[kill.name] = Script({"download": deque([vendor.half_a_file()])}, looks=2)
    client = replace(
        client,
        kills=(kill,),
        ad_basics={"callToAction": kill.name},
        production={"provider": vendor.name},
    )
    (scene,) = (job := await client.until(await client.create(auto=True), is_idle)).active_scenes
    return scene.error.code if scene.error else job.status.value, vendor.sold(kill.name)
