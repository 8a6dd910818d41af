"""An order, its intent in a slow database."""

import asyncio
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest

from activities import ordering
from activities.ordering import Ledger, Slip, Vendor, order_once
from domain.ports import CannotSay

NOW = datetime(2026, 11, 21, tzinfo=UTC)


class SlowLedger(Ledger):
    """In memory. The first claim takes its time."""

    def __init__(self, seconds: float) -> None:
        self.asked_at: datetime | None = None
        self.order_id: str | None = None
        self.claims = 0
        self._seconds = seconds

    async def read(self) -> Slip:
        return Slip(is_wanted=True, asked_at=self.asked_at, order_id=self.order_id, now=NOW + timedelta(hours=1))

    async def claim(self, seen: datetime | None) -> datetime | None:
        assert self.asked_at == seen
        self.claims += 1
        self.asked_at = NOW + timedelta(seconds=self.claims)
        if self.claims == 1:
            await asyncio.sleep(self._seconds)
        return self.asked_at

    async def not_accepted(self, asked_at: datetime) -> None:
        if self.asked_at == asked_at:
            self.asked_at = None

    async def ordered(self, order_id: str) -> None:
        self.order_id = order_id


async def test_an_intent_that_was_written_too_late_to_be_sent_is_given_back_and_known_not_to_be_an_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ordering, "SEND_WITHIN", 0.1)
    ledger = SlowLedger(0.2)
    sent: list[str] = []

    async def order() -> str:
        sent.append("order")
        return "order-1"

    async def find(_: datetime) -> CannotSay:
        return CannotSay()

    vendor = Vendor(name="test", deadline=1, asking=nullcontext, order=order, find=find)
    assert await order_once(ledger, vendor) == "order-1"
    assert (sent, ledger.claims) == (["order"], 2)
