"""Pipelines with real adapters at simulated vendors, configured by the environment as in production."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from PIL import Image

from domain.film_format import FPS
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings.settings import Settings, load_settings
from tests.harness.pipeline import Pipeline, open_pipeline
from tests.simulators.film import MediaVendor, serving

Clip = Callable[[float], Path]
Opening = Callable[..., Awaitable[Pipeline]]
"""Opens a pipeline for these vendors, with these variables set and a worker running."""


@pytest.fixture(scope="session")
def clip(vendor_clip: Callable[[int], Path]) -> Clip:
    """Makes a clip of so many seconds."""
    return lambda seconds: vendor_clip(round(seconds * FPS))


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

        async def start_pipeline(*vendors: MediaVendor, **variables: str) -> Pipeline:
            for vendor in vendors:
                await stack.enter_async_context(serving(vendor))
                variables = vendor.environment() | variables
            for name, value in (ONE_SCENE | variables).items():
                monkeypatch.setenv(name, value)
            pipeline = await stack.enter_async_context(open_pipeline(load_settings(), temporal.address))
            await stack.enter_async_context(pipeline.worker())
            return pipeline

        yield start_pipeline


ONE_SCENE = {"SCENES_PER_VIDEO_MIN": "1", "SCENES_PER_VIDEO_MAX": "1"}
