"""A studio for each test, and the `temporal` command line."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings import Settings
from tests.chaos.cli import TemporalCli
from tests.chaos.operator import Operator
from tests.clips import plain_clips
from tests.studio import Studio, studio
from tests.vendor import Vendor, serving


@pytest.fixture(scope="session")
def vendor_clip(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    return plain_clips(tmp_path_factory.mktemp("clips"))


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


@pytest.fixture
def operator(idle_studio: Studio, temporal: EmbeddedTemporal) -> Operator:
    """Works on the studio of the test, whether that is open or not."""
    return Operator(idle_studio, TemporalCli(temporal.address))
