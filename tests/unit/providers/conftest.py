"""What tests of adapters have in common."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.providers.adapters import OPENED


@pytest.fixture(autouse=True)
async def _connections_are_closed() -> AsyncIterator[None]:
    yield
    while OPENED:
        await OPENED.pop().close()
