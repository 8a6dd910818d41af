"""Each vendor that speaks in turn, and its adapter. Files about one vendor override them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from providers.common.voice_models import VendorVoice
from tests.simulators.film import MediaVendor, serving
from tests.unit.providers.adapters import VOICES, vendor_of, voice_at


@pytest.fixture(params=VOICES, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(request.param, tmp_path)) as simulated:
        yield simulated


@pytest.fixture
def voice(vendor: MediaVendor) -> VendorVoice[Any]:
    return voice_at(vendor)
