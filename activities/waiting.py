"""Wait until a vendor has room for one more order. Who waits holds nothing that those who work need."""

import asyncio

from temporalio import activity

from activities.heartbeat import heartbeating
from activities.market import Market
from domain.errors import VendorBusy, VendorDown

ROOM_EVERY = 0.5
"""Seconds before each look: time enough for whoever was let in before to have ordered."""


class WaitingActivities:
    def __init__(self, market: Market) -> None:
        self._market = market

    @activity.defn(name="wait_for_room")
    async def for_room(self, vendor: str) -> None:
        """There is room, for whoever orders first; or the vendor is down, which whoever orders is told."""
        async with heartbeating():
            is_full = True
            while is_full:
                await asyncio.sleep(ROOM_EVERY)
                is_full = await self._is_full(vendor)

    async def _is_full(self, vendor: str) -> bool:
        try:
            await self._market.admits(vendor)
        except VendorBusy:
            return True
        except VendorDown:
            return False
        return False
