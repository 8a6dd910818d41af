"""Each vendor that films in turn, and its adapter. Files about one vendor override them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.simulators.film import MediaVendor, serving
from tests.unit.providers.adapters import VIDEO, Video, shot, vendor_of, video_at


@pytest.fixture(params=VIDEO, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(request.param, tmp_path)) as simulated:
        yield simulated


@pytest.fixture
def video(vendor: MediaVendor) -> Video:
    return video_at(vendor)


@pytest.fixture
async def order_id(video: Video) -> str:
    return await video.order(shot(video.model))
