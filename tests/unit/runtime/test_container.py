"""Adapters built from settings."""

import asyncio
import sys
from pathlib import Path

import pytest

from domain.ports.video_and_image import Output, PolledModel
from runtime.container import adapters, import_vendors
from runtime.settings.settings import load_settings
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
            assert isinstance(video, PolledModel)
            state = await video.look(await video.order(wanted))
            assert isinstance(state, Output)
            await video.download(state, clip)

    assert clip.stat().st_size > 0


async def test_connections_to_vendors_are_closed_with_the_adapters(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with serving(vendor_of(ReplicateVendor, tmp_path)) as vendor:
        for name, value in {"DATABASE_URL": "postgresql://nowhere", **vendor.environment()}.items():
            monkeypatch.setenv(name, value)
        async with adapters(load_settings()) as made:
            video = made.catalog.video("replicate")
            assert isinstance(video, PolledModel)
            await video.look(await video.order(shot(video.model)))
            kept = vendor.connections[-1]
            assert not kept.is_closing()
        async with asyncio.timeout(5):
            while not kept.is_closing():
                await asyncio.sleep(0.01)


def test_the_vendors_that_are_set_can_be_imported_before_a_request_needs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere")
    monkeypatch.setenv("VIDEO_PROVIDER", "runware")
    monkeypatch.setenv("RUNWARE_API_KEY", "key")
    monkeypatch.delitem(sys.modules, "providers.vendors.runware.video", raising=False)

    import_vendors(load_settings())

    assert "providers.vendors.runware.video" in sys.modules
