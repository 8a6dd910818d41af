"""Order once, whatever happens: the only way in which money is spent (design §1.3)."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from activities.common.retry import insist
from domain import timeouts
from domain.base import Frozen
from domain.errors import AccountProblem, InputRejected, NotAccepted, OrderUnknown, OutcomeUnknown
from domain.ports.order_lookup import CannotSay, Found, NotThere

LOOK_EVERY = 0.5

WRITTEN_WITHIN = timedelta(minutes=1)
"""For so long it is tried to write down what a vendor said to an order: not every vendor would say it again."""


class OrderState(Frozen):
    """How an order stands in our books, and what time it is there. `asked_at`: when somebody last meant to send it."""

    is_wanted: bool
    asked_at: datetime | None
    order_id: str | None
    now: datetime


class OrderStore(ABC):
    """Where an order is written down before it is sent."""

    @abstractmethod
    async def read(self) -> OrderState: ...

    @abstractmethod
    async def claim(self, seen: datetime | None) -> datetime | None:
        """Write the intent to order, and say when; None for all but one of those who saw the last intent.

        Errors: VendorBusy while it has no room, VendorDown while it is to be left alone.
        """

    @abstractmethod
    async def not_accepted(self, asked_at: datetime) -> None:
        """The order that was announced then was certainly not taken."""

    @abstractmethod
    async def ordered(self, order_id: str) -> None:
        """The vendor has it."""


class OrderCalls(Frozen):
    """How one thing is ordered from a vendor. `find` is told since when the order may be there.

    `asking` is about each call to the vendor, and about nothing else: it hears whether the vendor answers.
    """

    name: str
    deadline: float
    asking: Callable[[], AbstractAsyncContextManager[None]]
    order: Callable[[], Awaitable[str]]
    find: Callable[[datetime], Awaitable[Found | NotThere | CannotSay]]


async def order_once(ledger: OrderStore, vendor: OrderCalls) -> str | None:
    """The vendor's id of the order; None when nobody wants it any more. Not interrupted half-way.

    Errors: what the vendor's adapter raises; OrderUnknown when nobody can say whether it was taken.
    """
    ordering = asyncio.create_task(_order_once(ledger, vendor))
    try:
        return await asyncio.shield(ordering)
    except asyncio.CancelledError:
        await asyncio.gather(ordering, return_exceptions=True)
        raise


async def _order_once(ledger: OrderStore, vendor: OrderCalls) -> str | None:
    slip = await ledger.read()
    while slip.order_id is None and slip.is_wanted:
        if slip.asked_at is not None:
            await _look_for_it(ledger, vendor, slip)
        elif asked_at := await _claim(ledger, slip.asked_at):
            return await _send(ledger, vendor, asked_at)
        slip = await ledger.read()
    return slip.order_id if slip.is_wanted else None


async def _claim(ledger: OrderStore, seen: datetime | None) -> datetime | None:
    """Only one caller wins it, and only while there is time to send; else it is given back, as nothing was sent."""
    asked_at = await ledger.claim(seen)
    if asked_at is None:
        return None
    began = time.monotonic()
    since = (await ledger.read()).now - asked_at
    if since.total_seconds() + time.monotonic() - began < timeouts.SEND_ORDER:
        return asked_at
    await ledger.not_accepted(asked_at)
    await asyncio.sleep(LOOK_EVERY)
    return None


async def _send(ledger: OrderStore, vendor: OrderCalls, asked_at: datetime) -> str:
    """What became of it is written down before anything else."""
    async with vendor.asking():
        try:
            order_id = await asyncio.wait_for(vendor.order(), vendor.deadline)
        except (NotAccepted, InputRejected, AccountProblem):
            await insist(lambda: ledger.not_accepted(asked_at), WRITTEN_WITHIN)
            raise
        except TimeoutError:
            raise OutcomeUnknown(f"{vendor.name} did not answer the order within {vendor.deadline:g} s") from None
        await insist(lambda: ledger.ordered(order_id), WRITTEN_WITHIN)
    return order_id


async def _look_for_it(ledger: OrderStore, vendor: OrderCalls, slip: OrderState) -> None:
    """Somebody asked and nobody knows the answer: ask the vendor for the order, not for another one.

    What it finds is believed at once. That it finds nothing, or cannot look, counts only when the order can no
    longer be on its way. Errors: OrderUnknown when the vendor cannot say; a person decides then.
    """
    answer = await settle(ledger, vendor, slip)
    if answer is None:
        await asyncio.sleep(LOOK_EVERY)
    if isinstance(answer, CannotSay):
        raise OrderUnknown(
            f"{vendor.name} may or may not have taken this order and cannot say; "
            "look there, then retry the scene or leave it out"
        )


async def settle(ledger: OrderStore, vendor: OrderCalls, slip: OrderState) -> Found | NotThere | CannotSay | None:
    """What became of an order of which nobody knows; None while it may be on its way. What is known is written down."""
    assert slip.asked_at is not None
    async with vendor.asking():
        answer = await vendor.find(slip.asked_at)
    if isinstance(answer, Found):
        await ledger.ordered(answer.order_id)
        return answer
    if slip.now - slip.asked_at <= timedelta(seconds=timeouts.SEND_ORDER + vendor.deadline + timeouts.SETTLE_ORDER):
        return None
    if isinstance(answer, NotThere):
        await ledger.not_accepted(slip.asked_at)
    return answer
