"""Connections to vendors: kept for what may be repeated, new for each order."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.errors import Transient
from domain.ports.video_and_image import Pending
from tests.simulators.film import MediaVendor, serving
from tests.unit.providers.adapters import IMAGES, VIDEO, image_at, picture, shot, vendor_of, video_at


@pytest.fixture
async def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(request.param, tmp_path)) as simulated:
        yield simulated


FILMS = pytest.mark.parametrize("vendor", VIDEO, indirect=True, ids=lambda kind: kind.name)
DRAWS = pytest.mark.parametrize("vendor", IMAGES, indirect=True, ids=lambda kind: kind.name)


@FILMS
async def test_many_looks_and_searches_take_one_connection(vendor: MediaVendor) -> None:
    video = video_at(vendor)
    vendor.slow.clear()
    order_id = await video.order(shot(video.model))
    vendor.connections.clear()

    for _ in range(20):
        assert isinstance(await video.look(order_id), Pending)
    await video.cancel(order_id)

    assert len(set(vendor.connections)) == 1


@FILMS
async def test_each_order_has_a_new_connection(vendor: MediaVendor) -> None:
    video = video_at(vendor)
    vendor.slow.clear()

    for seed in range(3):
        order_id = await video.order(shot(video.model, key=f"6b1f3f0a-54b5-5c8e-9d2a-0c5d1c1e7a1{seed}", seed=seed))
        await video.look(order_id)

    assert len(vendor.connections) == 6
    assert len(set(vendor.connections)) == 4


@DRAWS
async def test_each_order_of_a_picture_has_a_new_connection(vendor: MediaVendor, tmp_path: Path) -> None:
    image = image_at(vendor)

    for seed in range(3):
        await image.order(picture(image.model, seed=seed), tmp_path / "picture")

    assert len(set(vendor.connections)) == 3


@FILMS
async def test_a_vendor_that_closes_used_connections_leaves_no_order_in_doubt(vendor: MediaVendor) -> None:
    video = video_at(vendor)
    vendor.slow.clear()
    first = await video.order(shot(video.model))
    await video.look(first)
    vendor.closes_used = True

    second = await video.order(shot(video.model, key="6b1f3f0a-54b5-5c8e-9d2a-0c5d1c1e7a11", seed=8))

    with pytest.raises(Transient):
        await video.look(first)
    assert isinstance(await video.look(second), Pending)
    assert vendor.accepted.total() == 2


@FILMS
async def test_an_adapter_that_was_closed_opens_a_new_connection(vendor: MediaVendor) -> None:
    video = video_at(vendor)
    vendor.slow.clear()
    order_id = await video.order(shot(video.model))
    await video.look(order_id)

    await video.close()

    assert isinstance(await video.look(order_id), Pending)
    assert len(set(vendor.connections)) == 3
