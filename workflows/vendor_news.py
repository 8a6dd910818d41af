"""The base of workflows that have something made by a vendor: they wait for news of the order, and do not poll."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow

from activities.common.error_translation import is_cancelling
from activities.job.clips.film import FilmingStep, WaitFor
from workflows.options import FILM_TAKE, run_activity, wait_for_capacity

_Task = TypeVar("_Task")


class WaitsForVendor:
    """The base of a workflow whose step orders, or collects, and says what is to be waited for before it is repeated.

    While a vendor makes what was ordered nothing runs: the collector of the vendor's orders signals that there is news.
    """

    def __init__(self) -> None:
        self._has_news = False

    async def order_or_collect(
        self,
        title: str,
        step: Callable[[Any, _Task], Awaitable[FilmingStep]],
        task: _Task,
        claimant: UUID,
        queue: str,
    ) -> bool:
        """Order or collect, and return whether it is done. If not, wait first until it can go on."""
        self._has_news = False  # news that comes while the activity runs may be of what it has not seen
        after = await run_activity(FILM_TAKE, title, step, task, queue=queue)
        if is_cancelling():  # which the activity outran, so that nothing raised it
            raise asyncio.CancelledError
        match after.wait_for:
            case WaitFor.NOTHING:
                return True
            case WaitFor.CAPACITY:
                await wait_for_capacity(after.vendor, claimant)
            case WaitFor.NEWS:
                workflow.set_current_details(f"{after.vendor} makes it")
                await workflow.wait_condition(lambda: self._has_news)
                workflow.set_current_details("")
        return False

    @workflow.signal
    def news(self) -> None:
        """Look at the order: it is done, has failed, or could not be looked at."""
        self._has_news = True
