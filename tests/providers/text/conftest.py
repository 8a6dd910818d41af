"""Each vendor in turn, and the planner that asks it."""

from collections.abc import AsyncIterator

import pytest

from providers.writing import WritingPlanner
from tests.providers.text.asking import VENDORS, planner_at
from tests.vendors.language import LanguageVendor, serving


@pytest.fixture(params=VENDORS, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest) -> AsyncIterator[LanguageVendor]:
    simulated: LanguageVendor = request.param()
    async with serving(simulated):
        yield simulated


@pytest.fixture
def planner(vendor: LanguageVendor) -> WritingPlanner:
    return planner_at(vendor)
