"""Adapters built from settings."""

from pathlib import Path

import pytest

from domain.errors import TakeLost
from runtime.container import adapters
from runtime.settings import load_settings
from tests.simulators.film import serving
from tests.simulators.replicate import ReplicateVendor
from tests.unit.providers.adapters import shot, vendor_of


@pytest.mark.parametrize(("networks", "is_fetched"), [("", False), ("127.0.0.0/8", True)])
async def test_a_vendors_output_is_fetched_from_a_private_address_only_if_its_network_is_allowed(
    networks: str, is_fetched: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with serving(vendor_of(ReplicateVendor, tmp_path)) as vendor:
        variables = {"DATABASE_URL": "postgresql://nowhere", "ASSET_ALLOWED_NETWORKS": networks, **vendor.environment()}
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        async with adapters(load_settings()) as made:
            video = made.catalog.video("replicate")
            wanted = shot(video.model)
            order_id, clip = await video.order(wanted), tmp_path / "clip"
            if is_fetched:
                await video.collect(order_id, wanted, clip, lambda _: None)
            else:
                with pytest.raises(TakeLost, match=r"127\.0\.0\.1 is not public.*ASSET_ALLOWED_NETWORKS"):
                    await video.collect(order_id, wanted, clip, lambda _: None)

    assert clip.exists() == is_fetched
