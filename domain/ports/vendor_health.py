"""The port to the state of vendors that all workers share."""

from abc import ABC, abstractmethod
from datetime import timedelta

from domain.vendor_limits import VendorLimits


class VendorHealth(ABC):
    """Failures and capacity of vendors, counted over all workers. Errors: Transient without the database."""

    @abstractmethod
    async def record_failure(self, vendor: str, retry_after: timedelta | None) -> None:
        """Record that the vendor failed, or asked to wait. After too many failures in a row it counts as down."""

    @abstractmethod
    async def record_answer(self, vendor: str) -> None:
        """Record that the vendor answered: it is not down."""

    @abstractmethod
    async def has_capacity(self, limits: VendorLimits) -> None:
        """Check that one more order keeps within the limits. Errors: VendorBusy, VendorDown."""

    @abstractmethod
    async def reserve_slot(self, limits: VendorLimits) -> bool:
        """Return whether the claimant may order now. If not, try to reserve the next free slot for it, for a while.

        Errors: VendorDown.
        """
