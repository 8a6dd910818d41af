"""Turn webhook events into deliveries, and give each delivery that is sent a run."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from temporalio import activity

from activities.common.heartbeat import heartbeating
from domain.errors import Transient
from domain.ports.webhooks import DeliveryQueue, DeliveryRuns, DeliveryToRun, News

STARTS_AT_ONCE = 8
PAGE = 500

FAILURE_PAUSE = 1.0


class DispatchWebhooksActivities:
    def __init__(self, queue: DeliveryQueue, runs: DeliveryRuns, late: timedelta) -> None:
        self._queue = queue
        self._runs = runs
        self._late = late.total_seconds()

    @activity.defn(name="dispatch_webhooks")
    async def dispatch(self) -> None:
        """Dispatch until cancelled. What it knows is in Postgres: any worker can go on with it.

        The heartbeat says how many runs it has started.
        """
        dispatcher = Dispatcher(self._queue, self._runs, self._late)
        async with heartbeating(dispatcher.details):
            await dispatcher.run()


class Dispatcher:
    """Works when something is announced, and when an attempt is late. Otherwise it sleeps, and asks nobody anything."""

    def __init__(self, queue: DeliveryQueue, runs: DeliveryRuns, late: float) -> None:
        self._queue = queue
        self._runs = runs
        self._late = late
        self._has_news = asyncio.Event()
        self._news = News()
        self._looks_at: float | None = None
        self._started = 0

    def details(self) -> str:
        return f"{self._started} runs of deliveries started"

    async def run(self) -> None:
        following = asyncio.create_task(self._queue.follow(self._note))
        try:
            while True:
                await self._wait()
                news = self._taken()
                try:
                    await self._work(news)
                except Transient as error:
                    activity.logger.warning("webhooks wait: %s", error)
                    self._note(News(has_events=True, has_due=True))
                    await asyncio.sleep(FAILURE_PAUSE)
        finally:
            following.cancel()

    def _note(self, news: News) -> None:
        known = self._news
        self._news = News(
            has_events=known.has_events or news.has_events,
            has_due=known.has_due or news.has_due,
            deliveries=known.deliveries | news.deliveries,
        )
        self._has_news.set()

    def _taken(self) -> News:
        news, self._news = self._news, News()
        self._has_news.clear()
        return news

    async def _wait(self) -> None:
        """Wait for news, or until an attempt may be late."""
        left = None if self._looks_at is None else self._looks_at - time.monotonic()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._has_news.wait(), left)

    async def _work(self, news: News) -> None:
        if news.has_due:
            await self._start_late_ones(0.0, look_again=True)
        elif news.deliveries:
            await self._start(await self._queue.sent(news.deliveries), look_again=True)
        while news.has_events:
            deliveries, has_more = await self._queue.dispatch()
            await self._start(deliveries)
            if not has_more:
                break
        if self._looks_at is not None and time.monotonic() >= self._looks_at:
            await self._start_late_ones(self._late)

    async def _start_late_ones(self, late_by: float, *, look_again: bool = False) -> None:
        """Start what should have made its attempt so many seconds ago, then find out when to look again."""
        last: DeliveryToRun | None = None
        while page := await self._queue.due(late_by, PAGE, last):
            await self._start(page, look_again=look_again)
            last = page[-1]
        next_due = await self._queue.next_due()
        self._looks_at = None if next_due is None else time.monotonic() + max(next_due, 0.0) + self._late

    async def _start(self, deliveries: Sequence[DeliveryToRun], *, look_again: bool = False) -> None:
        """Give each a run. `look_again`: one that has a run may not know that it is to be sent.

        Errors: Transient when one was not started.
        """
        if not deliveries:
            return
        look = time.monotonic() + self._late
        self._looks_at = look if self._looks_at is None else min(look, self._looks_at)
        slots = asyncio.Semaphore(STARTS_AT_ONCE)

        async def start(delivery: DeliveryToRun) -> None:
            async with slots:
                await self._runs.deliver(delivery, look_again=look_again)
                self._started += 1

        results = await asyncio.gather(*(start(delivery) for delivery in deliveries), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
