"""Look once at an order that its vendor takes a while for: it is done, still being made, or overdue."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from activities.purchasing.vendor_catalog import VendorCatalog
from domain.errors import Transient
from domain.ports.video_and_image import Output, PolledModel


class OrderPending(Exception):
    """The vendor is making what was ordered: there will be news of it."""

    def __init__(self, vendor: str) -> None:
        super().__init__(vendor)
        self.vendor = vendor


class OrderNotEnded(Transient):
    """The vendor has not ended an order within the patience of its model."""

    is_of_vendor = True


async def collect_if_made(
    catalog: VendorCatalog,
    model: PolledModel,
    order_id: str,
    asked_at: datetime | None,
    clock: Callable[[], Awaitable[datetime]],
    into: Path,
) -> Output:
    """Look at the order once. If it is done, download what was made. `asked_at` is the time of its intent.

    Errors: OrderPending, OrderNotEnded, Permanent, VendorDown, Transient.
    """
    await catalog.check_reachable(model.name)
    async with catalog.monitored(model.name):
        state = await model.look(order_id)
        if isinstance(state, Output):
            await model.download(state, into)
            return state
    age = await clock() - asked_at if asked_at else timedelta()
    if age.total_seconds() >= model.patience:
        raise OrderNotEnded(f"{model.name} took this order and has not ended it in {model.patience:g} s")
    raise OrderPending(model.name)
