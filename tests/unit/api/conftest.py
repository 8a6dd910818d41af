"""The app without a database and without Temporal. What it answers other than 503 was decided without either."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr
from typing_extensions import override

from api.container import Container, Migrations, open_container
from runtime.settings.settings import Settings
from tests.harness.api_client import Http, api_client

Serving = Callable[..., Awaitable[Http]]


class AppliedMigrations(Migrations):
    """Migrations that need no database."""

    @override
    def require(self) -> None:
        pass

    @override
    async def apply(self) -> None:
        pass


@pytest.fixture(scope="session")
async def container() -> AsyncIterator[Container]:
    """A container whose database and Temporal cannot be reached."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
        environment.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
        settings = Settings()
    async with open_container(settings) as opened:
        yield replace(opened, migrations=AppliedMigrations(opened.engine))


@pytest.fixture(scope="session")
async def serving(container: Container) -> AsyncIterator[Serving]:
    """Return a function that starts the app, with other settings if wanted, and returns a client of it."""
    async with AsyncExitStack() as stack:

        async def start(container: Container = container, **changes: Any) -> Http:
            settings = container.settings.model_copy(update=changes)
            return await stack.enter_async_context(api_client(replace(container, settings=settings)))

        yield start


@pytest.fixture(scope="session")
async def http(serving: Serving) -> Http:
    return await serving()


@pytest.fixture(scope="session")
async def guarded(serving: Serving) -> Http:
    """An API with two keys."""
    return await serving(api_keys=(SecretStr("first-key"), SecretStr("second-key")))
