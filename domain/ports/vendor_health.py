"""The port to whether vendors answer, and have capacity."""

from abc import ABC, abstractmethod
from datetime import timedelta

from domain.vendor_limits import VendorLimits


class VendorHealth(ABC):
    """Whether vendors answer, as all workers together see it. Errors: Transient while the database is away."""

    @abstractmethod
    async def record_failure(self, vendor: str, retry_after: timedelta | None) -> None:
        """It did not answer, or asked to be left alone for so long. Too often in a row, and its door is shut."""

    @abstractmethod
    async def record_answer(self, vendor: str) -> None:
        """It did: its door is open."""

    @abstractmethod
    async def has_capacity(self, limits: VendorLimits) -> None:
        """One more order would be let through now. Errors: VendorBusy, VendorDown."""

    @abstractmethod
    async def reserve_slot(self, limits: VendorLimits) -> bool:
        """Whether the visitor may order now. The next room is kept for it for a while, unless it is for another.

        Errors: VendorDown.
        """
