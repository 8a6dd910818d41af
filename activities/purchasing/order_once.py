"""Send an order to a vendor at most once, whatever fails and however often the activity is repeated.

1. Write the order intent, with its time, to the database by compare-and-set: one of all workers wins the claim.
2. Send the order, within SEND_ORDER of the claim.
3. Record the vendor's answer: the order's id, or, if the vendor certainly did not take it, release the claim.

A caller that finds an intent without an answer does not send again: it looks the order up at the vendor by our key.
That the vendor does not know the order counts only once it cannot arrive any more.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

import stamina

from domain import timeouts
from domain.base import Frozen
from domain.errors import AccountProblem, InputRejected, NotAccepted, OrderUnknown, OutcomeUnknown, Transient
from domain.ports.repositories import OrderState
from domain.ports.video_and_image import CannotSay, Found, NotThere

POLL_INTERVAL = 0.5


def retry_for(within: timedelta) -> stamina.BoundAsyncRetryingCaller:
    """Return a caller that repeats a write until it succeeds. Errors: Transient after that time, others at once.

    It is for writes whose content is lost with the attempt of an activity: a vendor may say only once what became of an
    order, or send an image only once. All else is retried by Temporal.
    """
    caller = stamina.AsyncRetryingCaller(attempts=None, timeout=within, wait_initial=0.5, wait_max=5, wait_jitter=0)
    return caller.on(Transient)


record_answer = retry_for(timeouts.RECORD_VENDOR_ANSWER)
store_output = retry_for(timeouts.STORE_VENDOR_OUTPUT)


class OrderStore(Protocol):
    """One order in the database."""

    async def read(self) -> OrderState: ...

    async def claim(self, seen: datetime | None) -> datetime | None:
        """Write the order intent if it still is the one that was seen. Return its time; None if another caller won.

        Errors: VendorBusy, VendorDown, BudgetExceeded.
        """

    async def release_claim(self, asked_at: datetime) -> None:
        """Remove the order intent of that time: the vendor certainly did not take the order."""

    async def record_order(self, order_id: str) -> None:
        """Record that the vendor took the order."""


class OrderCalls(Frozen):
    """The calls to the vendor for one order.

    `order` sends it and returns its id, at most `deadline` seconds later. `find` looks for it, given the time of the
    intent. `monitored` surrounds each call, and records whether the vendor answers.
    """

    name: str
    deadline: float
    monitored: Callable[[], AbstractAsyncContextManager[None]]
    order: Callable[[], Awaitable[str]]
    find: Callable[[datetime], Awaitable[Found | NotThere | CannotSay]]


async def order_once(
    store: OrderStore,
    vendor: OrderCalls,
    keep_output: Callable[[], Awaitable[None]] | None = None,
    *,
    is_new: bool = False,
) -> str | None:
    """Return the vendor's id of the order; None if it is no longer wanted.

    `is_new`: the caller has just read that there is no intent, and the claim finds out whether that is still so.
    `keep_output` stores an output that came with the vendor's answer, which may send it only once. A cancellation waits
    for the answer and for that.

    Errors: those of the vendor's adapter; OrderUnknown if the vendor cannot say whether it took the order.
    """
    ordering = asyncio.create_task(_order_once(store, vendor, keep_output, is_new))
    try:
        return await asyncio.shield(ordering)
    except asyncio.CancelledError:
        await asyncio.gather(ordering, return_exceptions=True)
        raise


async def _order_once(
    store: OrderStore, vendor: OrderCalls, keep_output: Callable[[], Awaitable[None]] | None, is_new: bool
) -> str | None:
    state = None if is_new else await store.read()
    while state is None or (state.order_id is None and state.is_wanted):
        if state and state.asked_at is not None:
            await _await_lookup(store, vendor, state)
        elif asked_at := await _claim(store):
            order_id = await _send(store, vendor, asked_at)
            if keep_output is not None:
                await keep_output()
            return order_id
        state = await store.read()
    return state.order_id if state.is_wanted else None


async def _claim(store: OrderStore) -> datetime | None:
    """Claim an order without an intent. A claim that leaves no time to send is released, and None returned."""
    began = time.monotonic()
    asked_at = await store.claim(None)
    if asked_at is None:
        return None
    if time.monotonic() - began < timeouts.SEND_ORDER:  # the claim is not older than that
        return asked_at
    began = time.monotonic()
    age = (await store.read()).now - asked_at
    if age.total_seconds() + time.monotonic() - began < timeouts.SEND_ORDER:
        return asked_at
    await store.release_claim(asked_at)
    await asyncio.sleep(POLL_INTERVAL)
    return None


async def _send(store: OrderStore, vendor: OrderCalls, asked_at: datetime) -> str:
    """Send the order, and record the answer before anything else."""
    async with vendor.monitored():
        try:
            order_id = await asyncio.wait_for(vendor.order(), vendor.deadline)
        except (NotAccepted, InputRejected, AccountProblem):
            await record_answer(store.release_claim, asked_at)
            raise
        except TimeoutError:
            raise OutcomeUnknown(f"{vendor.name} did not answer the order within {vendor.deadline:g} s") from None
        await record_answer(store.record_order, order_id)
    return order_id


async def _await_lookup(store: OrderStore, vendor: OrderCalls, state: OrderState) -> None:
    """Look the order up once. Errors: OrderUnknown if the vendor offers no lookup; a person decides then."""
    answer = await look_up_order(store, vendor, state)
    if answer is None:
        await asyncio.sleep(POLL_INTERVAL)
    if isinstance(answer, CannotSay):
        raise OrderUnknown(
            f"{vendor.name} may or may not have taken this order and cannot say; "
            "look there, then retry the scene or leave it out"
        )


async def look_up_order(
    store: OrderStore, vendor: OrderCalls, state: OrderState
) -> Found | NotThere | CannotSay | None:
    """Find out and record what became of an order without an answer; None while it may be on its way."""
    assert state.asked_at is not None
    async with vendor.monitored():
        answer = await vendor.find(state.asked_at)
    if isinstance(answer, Found):
        await store.record_order(answer.order_id)
        return answer
    if state.now - state.asked_at <= timedelta(seconds=timeouts.SEND_ORDER + vendor.deadline + timeouts.SETTLE_ORDER):
        return None
    if isinstance(answer, NotThere):
        await store.release_claim(state.asked_at)
    return answer
