"""The port to the orders that vendors are making now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.base import Frozen


class OrderedThing(StrEnum):
    """What an order is of."""

    CLIP = "clip"
    STILL = "still"
    FIRST_FRAME = "first_frame"


class OpenOrder(Frozen):
    """An order that a vendor has and that is not collected yet. `subject` is the take of the clip or the still, or the
    first frame. `progress` is the last that was saved of a clip."""

    subject: UUID
    order_id: str
    age: timedelta
    progress: float | None = None
    thing: OrderedThing = OrderedThing.CLIP

    @property
    def is_picture(self) -> bool:
        return self.thing is not OrderedThing.CLIP


class OpenOrders(Protocol):
    """The open orders of all takes and first frames. Errors: Transient without the database."""

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
