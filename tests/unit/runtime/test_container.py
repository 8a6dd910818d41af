"""Adapters built from settings."""

from pathlib import Path

import pytest

from runtime.container import adapters
from runtime.settings import load_settings
from tests.simulators.film import serving
from tests.simulators.replicate import ReplicateVendor
from tests.unit.providers.adapters import shot, vendor_of


async def test_a_vendors_output_is_fetched_from_the_private_address_that_its_base_url_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with serving(vendor_of(ReplicateVendor, tmp_path)) as vendor:
        for name, value in {"DATABASE_URL": "postgresql://nowhere", **vendor.environment()}.items():
            monkeypatch.setenv(name, value)
        async with adapters(load_settings()) as made:
            video = made.catalog.video("replicate")
            wanted = shot(video.model)
            clip = tmp_path / "clip"
            await video.collect(await video.order(wanted), wanted, clip, lambda _: None)

    assert clip.stat().st_size > 0
