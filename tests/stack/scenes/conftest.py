"""One stack for all tests here: a new one for each would take most of their time.

It stays until the end, as a process that steals tests comes back to them.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from uuid import uuid4

import psycopg
import pytest

from domain.errors import Refused, Transient
from domain.job.model import JOB_OVER
from runtime.devstack.postgres import EmbeddedPostgres
from tests.stack.scenes.stack import Stack, opened


@pytest.fixture(scope="session")
def new_database(postgres: EmbeddedPostgres) -> Callable[[str], str]:
    """Makes a migrated and empty database, for tests that share it."""

    def make(name: str) -> str:
        name = f"{name}-{uuid4()}"  # a process that steals tests of a module may come back to it
        with psycopg.connect(postgres.url(), autocommit=True) as connection:
            connection.execute(f'create database "{name}" template "migrated"'.encode())
        return postgres.url(name)

    return make


@pytest.fixture(scope="session")
async def shared(new_database: Callable[[str], str]) -> AsyncIterator[Stack]:
    async with opened(new_database("scenes")) as ready:
        yield ready


@pytest.fixture(scope="session")
async def reconciled(new_database: Callable[[str], str]) -> AsyncIterator[Stack]:
    """A stack that is reconciled: its jobs are none of the other tests' business."""
    async with opened(new_database("mended")) as ready:
        yield ready


@pytest.fixture
async def stage(shared: Stack) -> AsyncIterator[Stack]:
    """The shared stack. What a test leaves unfinished is cancelled, so that the next one has the vendor alone."""
    shared.begun.clear()
    yield shared
    shared.vendor.faults.clear()
    shared.vendor.failing.clear()
    shared.vendor.slow.set()
    for job in shared.begun:
        if (await shared.jobs.load(job)).status not in JOB_OVER:
            with suppress(Refused, Transient):
                await shared.studio.act(job, "cancel")
