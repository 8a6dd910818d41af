"""Fixtures of real servers, one of each for a test process, and of the stacks on them.

Stacks that many tests share stay until the end: a process that steals tests of a module may come back to it.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from db.connections.engine import connect, migrate
from domain import timeouts
from domain.errors import Refused, Transient
from domain.job.model import JOB_OVER
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings.settings import Settings
from runtime.temporal import connect as connect_temporal
from runtime.temporal_client import register_search_attributes
from tests.harness.environment import set_environment
from tests.harness.pipeline import VendorPipeline, open_vendor_pipeline
from tests.harness.scenario_stack import ScenarioStack, open_scenario_stack
from tests.harness.servers.clips import plain_clips
from tests.harness.servers.homes import new_home
from tests.harness.servers.s3_server import S3Server, s3_server
from tests.harness.servers.video_vendor import Vendor, serving
from tests.harness.stack import Stack, open_stack

NewDatabase = Callable[[str], str]

_TEMPLATE = "migrated"
_SPEED = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[EmbeddedPostgres]:
    """A server with the database `migrated`, which has our schema and no rows."""
    with new_home() as home:
        async with EmbeddedPostgres(home, _SPEED) as server:
            _run(server, f'create database "{_TEMPLATE}"')
            engine = connect(server.url(_TEMPLATE).replace("postgresql://", "postgresql+psycopg://", 1))
            await migrate(engine)
            await engine.dispose()
            yield server


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[EmbeddedTemporal]:
    """A dev server, with visibility and reset, that has our search attributes."""
    with new_home() as home:
        async with EmbeddedTemporal(home) as server:
            await register_search_attributes(await connect_temporal(server.address, "default"))
            yield server


@pytest.fixture(scope="session")
async def s3() -> AsyncIterator[S3Server]:
    """An S3 server without buckets."""
    async with s3_server() as server:
        yield server


@pytest.fixture(scope="session")
def new_database(postgres: EmbeddedPostgres) -> NewDatabase:
    """Makes a migrated and empty database; its address is for libpq."""

    def make(name: str) -> str:
        name = f"{name}-{uuid4()}"
        _run(postgres, f'create database "{name}" template "{_TEMPLATE}"')
        return postgres.url(name)

    return make


@pytest.fixture
def database_url(new_database: NewDatabase) -> str:
    """The address of a database of the test's own, migrated and empty."""
    return new_database("test")


@pytest.fixture
def settings(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Settings of a stack on the test's own database. Its films have two scenes."""
    two_scenes = {"SCENES_PER_VIDEO_MIN": "2", "SCENES_PER_VIDEO_MAX": "2"}
    return set_environment(monkeypatch, database_url, tmp_path / "home", **two_scenes)


@pytest.fixture(scope="session")
def vendor_clip(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Makes a clip of so many frames."""
    return plain_clips(tmp_path_factory.mktemp("clips"))


@pytest.fixture
async def vendor(vendor_clip: Callable[[int], Path]) -> AsyncIterator[Vendor]:
    vendor = Vendor(vendor_clip)
    async with serving(vendor):
        yield vendor


@pytest.fixture
async def idle_pipeline(
    settings: Settings, temporal: EmbeddedTemporal, vendor: Vendor
) -> AsyncIterator[VendorPipeline]:
    """A pipeline of the test's own, while no worker runs."""
    async with open_vendor_pipeline(settings, temporal.address, vendor) as ready:
        yield ready


@pytest.fixture
async def pipeline(idle_pipeline: VendorPipeline) -> AsyncIterator[VendorPipeline]:
    """A pipeline of the test's own, with a worker."""
    async with idle_pipeline.worker():
        yield idle_pipeline


@pytest.fixture
def settled_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """An order of which its vendor cannot say is in doubt a second after the deadline for its answer."""
    monkeypatch.setattr(timeouts, "SETTLE_ORDER", 1.0)


@pytest.fixture(scope="session")
async def shared_stack(new_database: NewDatabase) -> AsyncIterator[Stack]:
    async with open_stack(new_database("scenes")) as ready:
        yield ready


@pytest.fixture
async def stack(shared_stack: Stack) -> AsyncIterator[Stack]:
    """The shared stack. Jobs that a test leaves unfinished are cancelled, so that the next one has the vendor alone."""
    shared_stack.started.clear()
    yield shared_stack
    shared_stack.vendor.faults.clear()
    shared_stack.vendor.failing.clear()
    shared_stack.vendor.slow.set()
    for job in shared_stack.started:
        if (await shared_stack.jobs.load(job)).status not in JOB_OVER:
            with suppress(Refused, Transient):
                await shared_stack.pipeline.act(job, "cancel")


@pytest.fixture(scope="session")
async def reconciled(new_database: NewDatabase) -> AsyncIterator[Stack]:
    """A stack for tests that run the reconciler, which would touch the jobs of other tests."""
    async with open_stack(new_database("reconciled")) as ready:
        yield ready


@pytest.fixture(scope="session")
async def shared_scenario_stack(new_database: NewDatabase) -> AsyncIterator[ScenarioStack]:
    async with open_scenario_stack(new_database("scenarios")) as ready:
        yield ready


@pytest.fixture
async def scenario_stack(shared_scenario_stack: ScenarioStack) -> AsyncIterator[ScenarioStack]:
    """The shared stack that saves scenarios; every test has users of its own."""
    yield shared_scenario_stack
    shared_scenario_stack.vendor.faults.clear()
    shared_scenario_stack.vendor.ends.clear()
    shared_scenario_stack.vendor.slow.set()


def _run(server: EmbeddedPostgres, statement: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(statement.encode())
