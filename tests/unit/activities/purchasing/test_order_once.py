"""Ordering once while the database is slow, or while the activity is cancelled."""

import asyncio
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest

from activities.purchasing.order_once import OrderCalls, OrderStore, order_once
from domain import timeouts
from domain.ports.repositories import OrderState
from domain.ports.video_and_image import CannotSay

NOW = datetime(2026, 11, 21, tzinfo=UTC)


class SlowStore(OrderStore):
    """In memory. The first order intent is too old to be sent when it is written: `slowness` is how long that takes."""

    slowness = 0.0

    def __init__(self) -> None:
        self.asked_at: datetime | None = None
        self.order_id: str | None = None
        self.now = NOW
        self.claims = 0

    async def read(self) -> OrderState:
        return OrderState(is_wanted=True, asked_at=self.asked_at, order_id=self.order_id, now=self.now)

    async def claim(self, seen: datetime | None) -> datetime | None:
        assert self.asked_at == seen
        self.claims += 1
        self.asked_at = self.now
        if self.claims == 1:
            self.now += timedelta(seconds=timeouts.SEND_ORDER)
            await asyncio.sleep(self.slowness)
        return self.asked_at

    async def release_claim(self, asked_at: datetime) -> None:
        if self.asked_at == asked_at:
            self.asked_at = None

    async def record_order(self, order_id: str) -> None:
        self.order_id = order_id


async def test_a_claim_that_leaves_no_time_to_send_is_released_and_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeouts, "SEND_ORDER", 0.05)
    store, sent = SlowStore(), []
    store.slowness = timeouts.SEND_ORDER

    async def order() -> str:
        sent.append("order-1")
        return "order-1"

    async def find(_: datetime) -> CannotSay:
        return CannotSay()

    vendor = OrderCalls(name="test", deadline=1, monitored=nullcontext, order=order, find=find)
    assert await order_once(store, vendor) == "order-1"
    assert (sent, store.claims) == (["order-1"], 2)


async def test_an_output_that_comes_with_the_answer_is_kept_although_the_activity_is_cancelled() -> None:
    store, kept = SlowStore(), []
    is_ordering, may_answer = asyncio.Event(), asyncio.Event()

    async def order() -> str:
        is_ordering.set()
        await may_answer.wait()
        return "order-1"

    async def find(_: datetime) -> CannotSay:
        return CannotSay()

    async def keep() -> None:
        kept.append(store.order_id)

    vendor = OrderCalls(name="test", deadline=30, monitored=nullcontext, order=order, find=find)
    ordering = asyncio.create_task(order_once(store, vendor, keep))
    await is_ordering.wait()
    ordering.cancel()
    may_answer.set()
    with pytest.raises(asyncio.CancelledError):
        await ordering

    assert kept == ["order-1"]
