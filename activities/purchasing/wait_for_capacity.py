"""Wait for vendor capacity without occupying a slot that ordering needs."""

import asyncio

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import CapacityRequest
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.errors import VendorDown

LOOK_EVERY = 0.3
"""Seconds between two looks whether there is room."""


class CapacityActivities:
    def __init__(self, market: VendorCatalog) -> None:
        self._market = market

    @activity.defn(name="wait_for_room")
    async def for_room(self, room: CapacityRequest) -> None:
        """There is room, kept for a while; or the vendor is down, which whoever comes to order is told."""
        async with heartbeating():
            may_come = await self._may_come(room)
            while not may_come:
                await asyncio.sleep(LOOK_EVERY)
                may_come = await self._may_come(room)

    async def _may_come(self, room: CapacityRequest) -> bool:
        limits = self._market.limits_for(room.vendor, room.claimant)
        try:
            return limits is None or await self._market.health.reserve_slot(limits)
        except VendorDown:
            return True
