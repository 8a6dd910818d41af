"""How many orders one vendor may have, of all workers together."""

from datetime import timedelta
from uuid import UUID

from domain.base import Frozen


class VendorLimits(Frozen):
    """At most `at_once` orders are with the vendor, and at most `count` new ones are sent in any `window`.

    `claimant` is the take or the saved scene that is ordered; capacity may be reserved for it.
    """

    vendor: str
    at_once: int
    count: int
    window: timedelta
    claimant: UUID | None = None

    def for_claimant(self, claimant: UUID) -> "VendorLimits":
        return self.model_copy(update={"claimant": claimant})
