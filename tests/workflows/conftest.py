"""A studio for each test."""

from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from domain.film import EDGE, FilmFormat
from media.encode import ClipWriter, key_frames
from media.planes import layer, to_frame
from runtime.embedded.temporal import EmbeddedTemporal
from runtime.settings import Settings
from tests.studio import Studio, studio
from tests.vendor import Vendor, serving

SIZE = FilmFormat(width=720, height=1280)


@pytest.fixture(scope="session")
def vendor_clip(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """A clip of so many frames and its handle, one colour, made as our encoder makes it: nothing to encode again."""
    folder = tmp_path_factory.mktemp("clips")

    @cache
    def clip(frames: int) -> Path:
        path = folder / f"{frames}.mp4"
        picture = to_frame(layer(Image.new("RGB", (SIZE.width, SIZE.height), (40, 90, 120))).planes)
        with ClipWriter(path, SIZE, key_frames(frames)) as writer:
            for _ in range(frames + EDGE):
                writer.write(picture)
        return path

    return clip


@pytest.fixture
async def vendor(vendor_clip: Callable[[int], Path]) -> AsyncIterator[Vendor]:
    vendor = Vendor(vendor_clip)
    async with serving(vendor):
        yield vendor


@pytest.fixture
async def idle_studio(settings: Settings, temporal: EmbeddedTemporal, vendor: Vendor) -> AsyncIterator[Studio]:
    """A studio whose worker is not there."""
    async with studio(settings, temporal.address, vendor) as ready:
        yield ready


@pytest.fixture
async def open_studio(idle_studio: Studio) -> AsyncIterator[Studio]:
    async with idle_studio.worker():
        yield idle_studio
