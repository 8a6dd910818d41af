"""Many orders are looked at together, at the vendor's pace."""

import time

from providers.common.pace import Pace
from tests.simulators.film import MediaVendor
from tests.unit.providers.adapters import Video, shot

KEYS = tuple(f"6b1f3f0a-54b5-5c8e-9d2a-0c5d1c1e7a1{number}" for number in range(3))


async def _ordered(video: Video) -> list[str]:
    return [await video.order(shot(video.model, key=key, seed=number)) for number, key in enumerate(KEYS)]


async def test_orders_that_are_still_being_made_are_pending(video: Video, vendor: MediaVendor) -> None:
    vendor.slow.clear()
    orders = await _ordered(video)

    assert set(await video.pending(orders)) == set(orders)


async def test_orders_that_are_done_or_unknown_are_not_pending(video: Video) -> None:
    orders = await _ordered(video)

    assert await video.pending([*orders, f"{video.name}-unknown"]) == {}


async def test_an_order_whose_look_fails_is_not_pending(video: Video, vendor: MediaVendor) -> None:
    vendor.slow.clear()
    orders = await _ordered(video)
    vendor.faults["look"].append(vendor.fails(500))

    assert len(await video.pending(orders)) == 2


async def test_requests_are_paced(video: Video) -> None:
    orders = await _ordered(video)
    video.api.pace = Pace(20)
    began = time.monotonic()

    await video.pending(orders)

    assert time.monotonic() - began >= 2 / 20


async def test_an_order_is_looked_at_again_only_after_a_while(video: Video, vendor: MediaVendor) -> None:
    vendor.slow.clear()
    orders = await _ordered(video)
    video.look_every = 0.2
    await video.pending(orders)
    began = time.monotonic()

    await video.pending(orders)

    assert time.monotonic() - began >= 0.1
