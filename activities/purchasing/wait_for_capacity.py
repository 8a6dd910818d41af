"""Wait for vendor capacity without occupying a slot that ordering needs."""

import asyncio

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import CapacityRequest
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.errors import VendorDown

POLL_INTERVAL = 0.3


class CapacityActivities:
    def __init__(self, catalog: VendorCatalog) -> None:
        self._catalog = catalog

    @activity.defn(name="wait_for_room")
    async def wait_for_capacity(self, request: CapacityRequest) -> None:
        """Return once a slot is reserved for the claimant, for a while, or the vendor is down, which ordering reports.

        Each worker runs one of these for a vendor. Temporal queues the others, fairly among clients.
        """
        async with heartbeating():
            may_order = await self._may_order(request)
            while not may_order:
                await asyncio.sleep(POLL_INTERVAL)
                may_order = await self._may_order(request)

    async def _may_order(self, request: CapacityRequest) -> bool:
        limits = self._catalog.limits_for(request.vendor, request.claimant)
        try:
            return limits is None or await self._catalog.health.reserve_slot(limits)
        except VendorDown:
            return True
