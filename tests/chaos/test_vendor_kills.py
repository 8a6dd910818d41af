"""kill -9 of the worker while it uses a vendor's own video adapter: one order, one clip, or a person decides."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from domain.film_format import FPS
from runtime.container import adapters
from tests.chaos.killing.client_scripts import Client, is_idle
from tests.chaos.killing.killed_worker import AT_ONCE
from tests.chaos.killing.killing_vendor import KillingVendor
from tests.chaos.killing.kills import FOLDER, Kill, kill_setup
from tests.chaos.killing.processes import WORKER_AT_VENDORS, running_stack
from tests.chaos.killing.worker_kills import OF_NO_JOB
from tests.simulators.film import MediaVendor, Script, serving
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor

UNSAVED = "ordered, not saved"
MOMENTS = ("generate_clip begins", "looked", "downloading", "original half stored")
"""A job reaches these moments again after another job's kill, so their kills may happen at the same time."""

Result = tuple[str, int]
"""The code of the scene's error or else the job's status, and how many orders the vendor accepted."""


@pytest.mark.timeout(700)
async def test_a_worker_that_dies_while_it_films_orders_once_and_asks_a_person_only_where_the_vendor_cannot_say(
    vendor_clip: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    replicate, runway = (
        kind(lambda seconds: vendor_clip(round(seconds * FPS))) for kind in (ReplicateVendor, RunwayVendor)
    )
    alone: list[tuple[MediaVendor, str]] = [(runway, UNSAVED), (replicate, UNSAVED)]
    together: list[tuple[MediaVendor, str]] = [(replicate, moment) for moment in MOMENTS]
    with kill_setup(*OF_NO_JOB) as (home, marks, killer):
        async with serving(replicate), serving(runway):
            known = {"VIDEO_PROVIDER": "replicate", "SCENES_PER_VIDEO_MIN": "1", "SCENES_PER_VIDEO_MAX": "1"}
            known |= replicate.environment() | runway.environment() | {FOLDER: str(marks), AT_ONCE: "4"}
            for name, value in known.items():
                monkeypatch.setenv(name, value)
            async with (
                running_stack(home, WORKER_AT_VENDORS) as stack,
                adapters(stack.settings) as made,
                httpx.AsyncClient(base_url=stack.plan.addresses.api_url, timeout=20) as http,
            ):
                unused = KillingVendor(vendor_clip, killer)
                client = Client(http, made.jobs, unused, "", "client", ())
                active_scenes = [await killer.strikes(_death(*outcome), _result(client, *outcome)) for outcome in alone]
                result = await asyncio.gather(*active_scenes, *(_result(client, *outcome) for outcome in together))

        expected: list[Result] = [("order_unknown", 1), ("completed", 1), *(("completed", 1) for _ in MOMENTS)]
        assert result == expected
        assert [outcome[1] for outcome in together if not killer.was_done(_death(*outcome))] == []


def _death(vendor: MediaVendor, moment: str) -> Kill:
    return Kill(name=f"{vendor.name}, {moment}", victim="worker", point=moment)


async def _result(client: Client, vendor: MediaVendor, moment: str) -> Result:
    """How a job ends whose worker is killed at that moment."""
    kill = _death(vendor, moment)
    vendor.scripts[kill.name] = Script({"download": deque([vendor.half_a_file()])}, looks=2)
    client = replace(
        client,
        kills=(kill,),
        ad_basics={"callToAction": kill.name},
        production={"provider": vendor.name},
    )
    (scene,) = (job := await client.until(await client.create(auto=True), is_idle)).active_scenes
    return scene.error.code if scene.error else job.status.value, vendor.sold(kill.name)
