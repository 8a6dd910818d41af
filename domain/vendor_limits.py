"""How much may be ordered from one vendor, by all workers together."""

from datetime import timedelta
from uuid import UUID

from domain.base import Frozen


class VendorLimits(Frozen):
    """At most `at_once` orders are with the vendor, and at most `count` new ones in any `window`."""

    vendor: str
    at_once: int
    count: int
    window: timedelta
    visitor: UUID | None = None
    """Who comes: the take, or the saved scene, for which something is ordered. Room may be kept for it."""

    def to(self, visitor: UUID) -> "VendorLimits":
        return self.model_copy(update={"visitor": visitor})
