"""The port to the state of vendors that all workers share, and how many orders one vendor may have."""

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from domain.base import Frozen


class VendorLimits(Frozen):
    """At most `at_once` orders are with the vendor, and `count` new ones are sent in any `window`."""

    vendor: str
    at_once: int
    count: int
    window: timedelta
    claimant: UUID | None = None
    """The take or the saved scene that is ordered; capacity may be reserved for it."""

    def for_claimant(self, claimant: UUID) -> "VendorLimits":
        return self.model_copy(update={"claimant": claimant})


class VendorHealth(Protocol):
    """Failures and capacity of vendors, counted over all workers. Errors: Transient without the database."""

    async def record_failure(self, vendor: str, retry_after: timedelta | None) -> None:
        """Record that the vendor failed, or asked to wait. After too many failures in a row it counts as down."""

    async def record_answer(self, vendor: str) -> None:
        """Record that the vendor answered: it is not down."""

    async def check_reachable(self, vendor: str) -> None:
        """Check that the vendor does not count as down. One that asked to wait before it is sent more does not. Errors:
        VendorDown."""

    async def has_capacity(self, limits: VendorLimits) -> None:
        """Check that one more order keeps within the limits. Errors: VendorBusy, VendorDown."""

    async def reserve_slot(self, limits: VendorLimits) -> bool:
        """Return whether the claimant may order now, else try to reserve the next free slot. Errors: VendorDown."""
