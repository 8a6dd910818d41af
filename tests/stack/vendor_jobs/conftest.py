"""Studios whose vendors are real adapters at simulated servers, found by the environment as in production."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from PIL import Image

from domain.film_format import FPS
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings import Settings, load_settings
from tests.clips import plain_clips
from tests.simulators.film import MediaVendor, serving
from tests.studio import PlainStudio, plain_studio

Clip = Callable[[float], Path]
Opening = Callable[..., Awaitable[PlainStudio]]
"""Opens a studio for these vendors, with these variables set; its worker polls."""


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """A clip of so many seconds."""
    by_frames = plain_clips(tmp_path_factory.mktemp("clips"))
    return lambda seconds: by_frames(round(seconds * FPS))


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "picture.jpg"
    Image.new("RGB", (90, 160), (200, 60, 30)).save(path)
    return path


@pytest.fixture
async def opening(
    settings: Settings,  # noqa: ARG001  its variables are those of the test's own database
    temporal: EmbeddedTemporal,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Opening]:
    async with AsyncExitStack() as stack:

        async def open_studio(*vendors: MediaVendor, **variables: str) -> PlainStudio:
            for vendor in vendors:
                await stack.enter_async_context(serving(vendor))
                variables = vendor.environment() | variables
            for name, value in (ONE_SCENE | variables).items():
                monkeypatch.setenv(name, value)
            studio = await stack.enter_async_context(plain_studio(load_settings(), temporal.address))
            await stack.enter_async_context(studio.worker())
            return studio

        yield open_studio


ONE_SCENE = {"SCENES_PER_VIDEO_MIN": "1", "SCENES_PER_VIDEO_MAX": "1"}
