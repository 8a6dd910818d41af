"""The port to the orders that vendors are making now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from domain.base import Frozen


class OpenOrder(Frozen):
    """An order for a take that a vendor has and that is not collected yet: of its clip, or of its still.

    `progress` is the last that was saved.
    """

    take: UUID
    order_id: str
    age: timedelta
    progress: float | None = None
    is_still: bool = False


class OpenOrders(Protocol):
    """The open orders of all takes. Errors: Transient without the database."""

    async def of(self, vendor: str) -> Sequence[OpenOrder]:
        """Return the vendor's open orders, the oldest first."""

    async def vendors(self) -> Sequence[str]:
        """Return the vendors that have open orders."""

    async def report(self, progress: Mapping[UUID, float]) -> None:
        """Save the progress of takes, from 0 to 1, in one statement. It is only shown."""

    async def announce(self, vendor: str) -> None:
        """Have those who follow the vendor look at its orders."""

    async def follow(self, vendor: str, note_change: Callable[[], None]) -> None:
        """Call `note_change` whenever the vendor may have a new order, or was announced. Never returns."""
