"""A new vendor is one file and one line: `zeta.py`, and its name in the registry."""

import pytest

from domain.job.model import JobStatus
from providers import registry
from tests.harness.servers.video_vendor import Vendor, serving
from tests.stack.vendor_jobs.conftest import Clip, Opening


async def test_an_added_vendor_films_a_job_on_its_own_queue(
    opening: Opening, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.VIDEO, "zeta", "tests.stack.vendor_jobs.zeta:ZetaVideo")
    vendor = Vendor(lambda frames: clip(frames / 30))
    async with serving(vendor):
        pipeline = await opening(VIDEO_PROVIDER="zeta", ZETA_API_KEY="key-1", ZETA_BASE_URL=vendor.url)

        job = await pipeline.until_idle(await pipeline.create(autoApprove=True))

    (scene,) = job.active_scenes
    assert (job.status, [take.provider for take in scene.takes]) == (JobStatus.COMPLETED, ["zeta"])
    assert list(vendor.accepted.values()) == [1]
