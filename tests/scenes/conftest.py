"""One stack for all tests here: a new one for each would take most of their time."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from db.jobs import Rate
from domain.errors import Refused
from domain.job import OVER
from runtime.embedded.postgres import EmbeddedPostgres
from runtime.embedded.temporal import EmbeddedTemporal
from runtime.settings import Settings
from tests.clips import plain_clips
from tests.scenes.stack import Stack, stack
from tests.vendor import Vendor, serving

GENEROUS = Rate(count=1000, window=timedelta(minutes=1))


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    return plain_clips(tmp_path_factory.mktemp("clips"))


@pytest.fixture(scope="session")
async def shared(
    postgres: EmbeddedPostgres,
    temporal: EmbeddedTemporal,
    clips: Callable[[int], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Stack]:
    """With a worker, and a rate that nobody reaches."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute('create database "scenes" template "migrated"')
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", postgres.url("scenes"))
        environment.setenv("GREENLIGHT_HOME", str(tmp_path_factory.mktemp("home")))
        environment.setenv("ASSET_ALLOWED_NETWORKS", "127.0.0.0/8")
        settings = Settings()
    vendor = Vendor(clips)
    async with serving(vendor), stack(settings, temporal.address, vendor, GENEROUS) as ready, ready.studio.worker():
        yield ready


@pytest.fixture
async def stage(shared: Stack) -> AsyncIterator[Stack]:
    """The shared stack. A job that a test leaves unfinished is cancelled, so that the next one has the vendor alone."""
    vendor = shared.vendor
    vendor.faults.clear()
    vendor.failing.clear()
    vendor.can_find = True
    vendor.slow.set()
    shared.begun.clear()
    yield shared
    vendor.faults.clear()
    vendor.failing.clear()
    vendor.slow.set()
    for job in shared.begun:
        if (await shared.jobs.load(job)).status not in OVER:
            with suppress(Refused):
                await shared.studio.act(job, "cancel")


@pytest.fixture
async def own(settings: Settings, temporal: EmbeddedTemporal, clips: Callable[[int], Path]) -> AsyncIterator[Stack]:
    """A stack of the test's own, with a worker: for those who look at the whole database."""
    vendor = Vendor(clips)
    async with serving(vendor), stack(settings, temporal.address, vendor, GENEROUS) as ready, ready.studio.worker():
        yield ready
