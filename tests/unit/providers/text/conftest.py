"""Each vendor in turn, and its planner."""

from collections.abc import AsyncIterator

import pytest

from providers.llm.planner import LlmPlanner
from tests.simulators.language import LanguageVendor, serving
from tests.unit.providers.text.asking import VENDORS, planner_at


@pytest.fixture(params=VENDORS, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest) -> AsyncIterator[LanguageVendor]:
    simulated: LanguageVendor = request.param()
    async with serving(simulated):
        yield simulated


@pytest.fixture
def planner(vendor: LanguageVendor) -> LlmPlanner:
    return planner_at(vendor)
