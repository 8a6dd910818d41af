"""A key that the vendor does not take."""

import asyncio

import pytest

from tests.simulators.film import MediaVendor
from tests.stack.vendor_jobs.conftest import Opening
from tests.stack.vendor_jobs.test_faults import VENDORS

SOON = 10
"""Seconds."""


@pytest.mark.parametrize("kind", VENDORS, ids=lambda kind: kind.name)
async def test_a_wrong_key_is_told_in_one_sentence_within_ten_seconds(
    kind: type[MediaVendor], opening: Opening
) -> None:
    vendor = kind()
    pipeline = await opening(vendor, **{"VIDEO_PROVIDER": kind.name, kind.key_variable: "key-2"})

    async with asyncio.timeout(SOON):
        job = await pipeline.until_idle(await pipeline.create(autoApprove=True))

    (scene,) = job.active_scenes
    assert scene.error is not None
    assert scene.error.code == "account_problem"
    assert f"Check {kind.key_variable}" in scene.error.message
    assert "\n" not in scene.error.message
    assert vendor.orders == {}
