"""kill -9 of the worker while it films with a vendor's own adapter: one order, one clip, or a person decides."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from domain.film_format import FPS
from runtime.container import adapters
from tests.chaos.client_scripts import Client, is_idle
from tests.chaos.killed_worker import AT_ONCE
from tests.chaos.killing_vendor import WatchingVendor
from tests.chaos.kills import FOLDER, Death, Reaper, reaping
from tests.chaos.processes import WORKER_AT_VENDORS, running_stack
from tests.chaos.worker_kills import RECONCILING
from tests.simulators.film import MediaVendor, Script, serving
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor

UNSAVED = "ordered, not saved"
MOMENTS = ("generate_clip begins", "looked", "downloading", "original half stored")
"""A life comes to them again when another's death cut it short on its way there: they may be died at once."""

Told = tuple[str, int]
"""The code of the scene's error, else the job's status; and how many orders its vendor accepted."""


@pytest.mark.timeout(700)
async def test_a_worker_that_dies_while_it_films_orders_once_and_asks_a_person_only_where_the_vendor_cannot_say(
    vendor_clip: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    replicate, runway = (
        kind(lambda seconds: vendor_clip(round(seconds * FPS))) for kind in (ReplicateVendor, RunwayVendor)
    )
    alone: list[tuple[MediaVendor, str]] = [(runway, UNSAVED), (replicate, UNSAVED)]
    together: list[tuple[MediaVendor, str]] = [(replicate, moment) for moment in MOMENTS]
    with reaping(*RECONCILING) as (home, marks, reaper):
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
                nobody = WatchingVendor(vendor_clip, reaper)
                client = Client(http, made.engine, made.jobs, nobody, "", "client", ())
                active_scenes = [await _until_it_strikes(client, reaper, *life) for life in alone]
                told = await asyncio.gather(*active_scenes, *(_told(client, *life) for life in together))

        expected: list[Told] = [("order_unknown", 1), ("completed", 1), *(("completed", 1) for _ in MOMENTS)]
        assert told == expected
        assert [life[1] for life in together if not reaper.has_struck(_death(*life))] == []


async def _until_it_strikes(client: Client, reaper: Reaper, vendor: MediaVendor, moment: str) -> asyncio.Task[Told]:
    """The life, whose worker has died."""
    active_scenes = asyncio.create_task(_told(client, vendor, moment))
    await reaper.until_struck(_death(vendor, moment))
    return active_scenes


def _death(vendor: MediaVendor, moment: str) -> Death:
    return Death(name=f"{vendor.name}, {moment}", victim="worker", point=moment)


async def _told(client: Client, vendor: MediaVendor, moment: str) -> Told:
    """How a job ends whose worker dies at that moment."""
    death = _death(vendor, moment)
    vendor.scripts[death.name] = Script({"download": deque([vendor.half_a_file()])}, looks=2)
    client = replace(
        client,
        deaths=(death,),
        ad_basics={"callToAction": death.name},
        production={"provider": vendor.name},
    )
    (scene,) = (job := await client.until(await client.create(auto=True), is_idle)).active_scenes
    return scene.error.code if scene.error else job.status.value, vendor.sold(death.name)
