"""Stand in line at a vendor's door. Who waits holds nothing that those who work need."""

import asyncio

from temporalio import activity

from activities.heartbeat import heartbeating
from activities.inputs import Room
from activities.market import Market
from domain.errors import VendorDown

LOOK_EVERY = 0.3
"""Seconds between two looks whether there is room."""


class WaitingActivities:
    def __init__(self, market: Market) -> None:
        self._market = market

    @activity.defn(name="wait_for_room")
    async def for_room(self, room: Room) -> None:
        """There is room, kept for a while; or the vendor is down, which whoever comes to order is told."""
        async with heartbeating():
            may_come = await self._may_come(room)
            while not may_come:
                await asyncio.sleep(LOOK_EVERY)
                may_come = await self._may_come(room)

    async def _may_come(self, room: Room) -> bool:
        door = self._market.door_to(room.vendor, room.visitor)
        try:
            return door is None or await self._market.health.stand_in_line(door)
        except VendorDown:
            return True
