"""Many orders are looked at together, in few requests, at the vendor's pace."""

import time
from dataclasses import replace
from uuid import UUID

import pytest

from domain.errors import Transient
from providers.common.pace import Pace
from tests.simulators.film import MediaVendor, drops
from tests.simulators.gemini_video import GeminiVideo
from tests.simulators.language import Answer, fault
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runware import Runware
from tests.simulators.runway import RunwayVendor
from tests.unit.providers.adapters import Video, shot

UNKNOWN = UUID(int=99, version=4)

ASKED_TOGETHER = pytest.mark.parametrize(
    "vendor", [ReplicateVendor, Runware], indirect=True, ids=lambda kind: kind.name
)
"""Replicate lists predictions; Runware takes many questions in one request."""

ASKED_ONE_BY_ONE = pytest.mark.parametrize(
    "vendor", [RunwayVendor, GeminiVideo], indirect=True, ids=lambda kind: kind.name
)

LISTED = pytest.mark.parametrize("vendor", [ReplicateVendor], indirect=True, ids=lambda kind: kind.name)

MANY = 24


async def ordered(video: Video, count: int = 3) -> list[str]:
    return [await video.order(shot(video.model, key=str(UUID(int=number)), seed=number)) for number in range(count)]


def requests(vendor: MediaVendor) -> int:
    return vendor.calls["look"] + vendor.calls["list"]


@pytest.mark.parametrize("count", [3, MANY])
async def test_orders_that_are_still_being_made_are_pending(video: Video, vendor: MediaVendor, count: int) -> None:
    vendor.slow.clear()
    orders = await ordered(video, count)

    assert set(await video.pending(orders)) == set(orders)


@pytest.mark.parametrize("count", [3, MANY])
async def test_orders_that_are_done_or_unknown_are_not_pending(video: Video, count: int) -> None:
    orders = await ordered(video, count)

    assert await video.pending([*orders, f"{video.name}-{UNKNOWN}"]) == {}


async def test_orders_that_failed_are_not_pending(video: Video, vendor: MediaVendor) -> None:
    vendor.ends.extend([vendor.failed("no"), vendor.made_nothing(), vendor.filtered("no")])
    orders = await ordered(video, MANY)
    vendor.slow.clear()

    pending = await video.pending(orders)

    vendor.slow.set()
    assert set(pending) == set(orders)
    assert await video.pending(orders) == {}


@ASKED_ONE_BY_ONE
async def test_an_order_whose_look_fails_is_not_pending(video: Video, vendor: MediaVendor) -> None:
    vendor.slow.clear()
    orders = await ordered(video)
    vendor.faults["look"].append(vendor.fails(500))

    assert len(await video.pending(orders)) == 2


@ASKED_ONE_BY_ONE
@pytest.mark.parametrize("answer", [drops, fault(429, {}), fault(503, {})], ids=["dropped", "429", "503"])
async def test_after_a_look_without_an_answer_no_other_order_is_looked_at(
    video: Video, vendor: MediaVendor, answer: Answer
) -> None:
    orders = await ordered(video)
    vendor.faults["look"].append(answer)

    with pytest.raises(Transient):
        await video.pending(orders)

    assert vendor.calls["look"] == 1


@ASKED_TOGETHER
async def test_many_orders_are_asked_about_in_one_request(video: Video, vendor: MediaVendor) -> None:
    vendor.slow.clear()
    orders = await ordered(video, MANY)

    await video.pending(orders)

    assert requests(vendor) == 1


@ASKED_TOGETHER
async def test_a_thousand_orders_take_ten_requests(video: Video, vendor: MediaVendor) -> None:
    vendor.slow.clear()
    (first,) = await ordered(video, 1)
    (order,) = vendor.orders.values()
    ids = [str(UUID(int=number, version=4)) for number in range(1000)]
    vendor.orders = {order_id: replace(order, id=order_id) for order_id in ids}

    pending = await video.pending([first.replace(order.id, order_id) for order_id in ids])

    assert len(pending) == 1000
    assert requests(vendor) == 10


@ASKED_TOGETHER
@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_question_about_many_that_is_not_answered_is_transient(
    video: Video, vendor: MediaVendor, status: int
) -> None:
    orders = await ordered(video, MANY)
    vendor.faults["list"].append(vendor.fails(status, retry_after=7))

    with pytest.raises(Transient) as raised:
        await video.pending(orders)

    assert raised.value.retry_after is not None
    assert raised.value.retry_after.total_seconds() == 7


@ASKED_TOGETHER
async def test_a_refused_question_about_many_is_asked_about_each(video: Video, vendor: MediaVendor) -> None:
    vendor.slow.clear()
    orders = await ordered(video, MANY)
    vendor.faults["list"].append(vendor.fails(400))

    assert set(await video.pending(orders)) == set(orders)
    assert vendor.calls["look"] == MANY


@LISTED
async def test_an_order_that_the_list_lacks_is_looked_at_alone(video: Video, vendor: MediaVendor) -> None:
    assert isinstance(vendor, ReplicateVendor)
    vendor.slow.clear()
    orders = await ordered(video, MANY)
    vendor.unlisted.add("p3")

    assert set(await video.pending(orders)) == set(orders)
    assert vendor.calls["look"] == 1


@LISTED
async def test_the_list_is_left_when_looking_at_the_rest_takes_fewer_requests(
    video: Video, vendor: MediaVendor
) -> None:
    assert isinstance(vendor, ReplicateVendor)
    vendor.slow.clear()
    vendor.page_size = 2
    orders = await ordered(video, MANY)

    assert set(await video.pending(orders)) == set(orders)
    assert (vendor.calls["list"], vendor.calls["look"]) == (8, 8)


@LISTED
async def test_predictions_of_other_clients_are_passed_over(video: Video, vendor: MediaVendor) -> None:
    assert isinstance(vendor, ReplicateVendor)
    vendor.slow.clear()
    vendor.strangers.append({"id": "s1", "output": {"words": 3}})
    orders = await ordered(video, MANY)

    assert set(await video.pending(orders)) == set(orders)


async def test_requests_are_paced(video: Video, vendor: MediaVendor) -> None:
    vendor.slow.clear()
    orders = await ordered(video, MANY)
    video.api.pace = Pace(100)
    began = time.monotonic()

    await video.pending(orders)

    assert time.monotonic() - began >= (requests(vendor) - 1) / 100


async def test_an_order_is_looked_at_again_only_after_a_while(video: Video, vendor: MediaVendor) -> None:
    vendor.slow.clear()
    orders = await ordered(video)
    video.least_interval = 0.2
    await video.pending(orders)
    began = time.monotonic()

    await video.pending(orders)

    assert time.monotonic() - began >= 0.1
