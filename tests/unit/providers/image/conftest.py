"""Each vendor that draws in turn, and its adapter. Files about one vendor override them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.ports.video_and_image import ImageModel
from tests.simulators.film import MediaVendor, serving
from tests.unit.providers.adapters import IMAGES, image_at, vendor_of


@pytest.fixture(params=IMAGES, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(request.param, tmp_path)) as simulated:
        yield simulated


@pytest.fixture
def image(vendor: MediaVendor) -> ImageModel:
    return image_at(vendor)
