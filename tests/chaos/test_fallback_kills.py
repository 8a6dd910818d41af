"""kill -9 of the worker between one vendor's refusal and the next vendor's clip: one order, at the next vendor."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from domain.film_format import FPS
from tests.chaos.killing.client_scripts import Client, is_idle
from tests.chaos.killing.kills import Kill
from tests.chaos.killing.vendor_stack import vendor_stack
from tests.simulators.film import Script
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor

MOMENTS = ("record_failure begins", "record_failure is done", "ordered, not saved")
"""When the refusal is known to nobody else, when the other vendor's take is noted, and when that one has the order."""

KILLS = tuple(Kill(name=f"fallback, {moment}", victim="worker", point=moment) for moment in MOMENTS)


@pytest.mark.timeout(700)
async def test_a_worker_that_dies_between_a_refusal_and_the_next_vendor_buys_one_clip(
    vendor_clip: Callable[[int], Path],
) -> None:
    replicate, runway = (
        kind(lambda seconds: vendor_clip(round(seconds * FPS))) for kind in (ReplicateVendor, RunwayVendor)
    )
    for kill in KILLS:
        runway.scripts[kill.name] = Script({"refuse": deque([runway.fails(400, "a stranger's face")])})
    async with vendor_stack(vendor_clip, [replicate, runway]) as stack:
        # One after the other: a kill for one would leave an order of another in doubt.
        endings = [await _providers(_client(stack.client, kill)) for kill in KILLS]
        assert [kill.name for kill in KILLS if not stack.killer.was_done(kill)] == []

    assert endings == [["runway failed", "replicate done"]] * len(KILLS)
    assert {kill.name: (runway.sold(kill.name), replicate.sold(kill.name)) for kill in KILLS} == {
        kill.name: (0, 1) for kill in KILLS
    }


def _client(client: Client, kill: Kill) -> Client:
    """Return the client of a film that Runway refuses, and whose worker is killed then."""
    production = {"provider": "runway", "model": "seedance2", "fallback": ["replicate"]}
    return replace(client, kills=(kill,), ad_basics={"callToAction": kill.name}, production=production)


async def _providers(client: Client) -> list[str]:
    """Return who was to film the scene, and how that ended."""
    job = await client.until(await client.create(auto=True), is_idle)
    (scene,) = job.active_scenes
    return [f"{take.provider} {take.status}" for take in scene.takes]
