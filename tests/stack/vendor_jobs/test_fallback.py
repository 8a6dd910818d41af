"""A scene that one vendor does not make, offered to another: what is ordered of both, and what is shown."""

from collections import deque
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.job.model import Job
from domain.job.takes.take import Take, TakeStatus
from tests.harness.pipeline import Pipeline
from tests.simulators.film import Script, drops
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor
from tests.stack.vendor_jobs.conftest import Clip, Opening
from tests.stack.vendor_jobs.faults import WORDS

FILM = "[film]"
DEAR, CHEAP = Decimal("0.75"), Decimal("0.05")
"""What five seconds cost at Replicate and at Runway."""

PRICES = """
as_of = 2026-12-01
[video.replicate]
"bytedance/seedance-2.0-fast" = 0.15
[video.runway]
"gen4.5" = 0.01
[image]
"""


class Vendors:
    """Replicate, which films first, and Runway, which films what Replicate does not make."""

    def __init__(self, pipeline: Pipeline, replicate: ReplicateVendor, runway: RunwayVendor) -> None:
        self.pipeline = pipeline
        self.replicate = replicate
        self.runway = runway

    async def film(self, script: Script, **changes: Any) -> Job:
        """Return the job once nothing happens without a person. `script` is what Replicate does with its orders."""
        self.replicate.scripts[FILM] = script
        wanted = {"provider": "replicate", "fallback": ["runway"], "autoApprove": True, "callToAction": FILM}
        return await self.pipeline.until_idle(await self.pipeline.create(**wanted | changes))

    @property
    def sold(self) -> tuple[int, int]:
        return self.replicate.sold(FILM), self.runway.sold(FILM)


@pytest.fixture
async def vendors(opening: Opening, clip: Clip, tmp_path: Path) -> Vendors:
    replicate, runway = ReplicateVendor(clip), RunwayVendor(clip)
    (tmp_path / "prices.toml").write_text(PRICES)
    table = {"PRICE_TABLE": str(tmp_path / "prices.toml")}
    pipeline = await opening(replicate, runway, VIDEO_PROVIDER="replicate", **table)
    pipeline.adapters.catalog.video("replicate").order_deadline = 2.0
    return Vendors(pipeline, replicate, runway)


def takes_of(job: Job) -> list[Take]:
    return [take for scene in job.active_scenes for take in scene.takes]


async def test_a_scene_that_is_refused_by_policy_is_filmed_by_the_next_vendor(vendors: Vendors) -> None:
    job = await vendors.film(Script({"refuse": deque([vendors.replicate.fails(400, WORDS)])}))

    refused, filmed = takes_of(job)
    assert (job.status, vendors.sold) == ("completed", (0, 1))
    assert (refused.provider, refused.status, refused.cost) == ("replicate", TakeStatus.FAILED, Decimal(0))
    assert refused.error
    assert WORDS in refused.error.message
    assert (filmed.provider, filmed.model, filmed.fallback_of, filmed.cost) == ("runway", "gen4.5", refused.id, CHEAP)
    assert (job.active_scenes[0].error, job.cost) == (None, CHEAP)


async def test_a_scene_is_filmed_by_the_next_vendor_when_the_account_has_no_credit(vendors: Vendors) -> None:
    job = await vendors.film(Script({"refuse": deque([vendors.replicate.is_out_of_credit()])}))

    assert (job.status, vendors.sold) == ("completed", (0, 1))


async def test_a_vendor_that_is_down_for_too_long_is_followed_by_the_next(vendors: Vendors) -> None:
    down = deque([vendors.replicate.fails(503)] * 50)

    job = await vendors.film(Script({"refuse": down}), giveUpAfter=2)

    failed, filmed = takes_of(job)
    assert (job.status, vendors.sold) == ("completed", (0, 1))
    assert failed.error
    assert (failed.error.code, filmed.provider) == ("vendor_outage", "runway")


async def test_an_order_that_the_vendor_may_have_taken_is_not_ordered_from_the_next(vendors: Vendors) -> None:
    """It has, and says so to nobody: its price counts, and a person decides."""
    vendors.replicate.faults["find"] = deque([vendors.replicate.fails(500)] * 50)

    job = await vendors.film(Script({"order": deque([drops])}), giveUpAfter=2)

    (take,) = takes_of(job)
    assert vendors.sold == (1, 0)
    assert take.error
    assert take.error.code == "vendor_outage"
    assert take.error.message.endswith("; not offered to another provider: an order of take 1 may be open at replicate")
    assert (job.active_scenes[0].error, job.owed) == (take.error, DEAR)


async def test_a_clip_that_is_withheld_counts_as_paid_so_that_nothing_is_left_for_the_next(vendors: Vendors) -> None:
    job = await vendors.film(Script(ends=deque([vendors.replicate.filtered(WORDS)])))

    (take,) = takes_of(job)
    assert (vendors.sold, job.cost) == ((1, 0), DEAR)
    assert take.error
    assert WORDS in take.error.message
    assert take.error.message.endswith(
        "not offered to another provider: runway: it costs $0.05, and of what was approved $0.00 is left"
    )


async def test_what_a_refused_scene_did_not_cost_is_left_for_one_that_was_withheld(
    opening: Opening, clip: Clip, tmp_path: Path
) -> None:
    replicate, runway = ReplicateVendor(clip), RunwayVendor(clip)
    (tmp_path / "prices.toml").write_text(PRICES)
    two_scenes = {"SCENES_PER_VIDEO_MIN": "2", "SCENES_PER_VIDEO_MAX": "2"}
    pipeline = await opening(
        replicate, runway, VIDEO_PROVIDER="replicate", PRICE_TABLE=str(tmp_path / "prices.toml"), **two_scenes
    )
    replicate.faults["refuse"].append(replicate.fails(400, WORDS))
    replicate.ends.append(replicate.filtered(WORDS))

    job = await Vendors(pipeline, replicate, runway).film(Script(), duration=10)

    assert (job.status, replicate.accepted.total(), runway.accepted.total()) == ("completed", 1, 2)
    assert sorted(take.cost > 0 for take in takes_of(job)) == [False, True, True, True]
    approval = job.storyboards[-1].approval
    assert approval
    assert approval.amount
    assert job.cost <= approval.amount


async def test_a_regenerated_scene_is_ordered_from_the_job_s_own_vendor_first(vendors: Vendors) -> None:
    job = await vendors.film(Script({"refuse": deque([vendors.replicate.fails(400, WORDS)])}))

    await vendors.pipeline.act(job.id, "regenerate_scene", sceneNumber=1)

    again = await vendors.pipeline.until_idle(job.id)
    assert vendors.sold == (1, 1)
    assert [take.provider for take in takes_of(again)] == ["replicate", "runway", "replicate"]
