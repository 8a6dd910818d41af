"""One listener to Postgres in each API process: it hands new events, and news of changed jobs, to waiting requests."""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import psycopg

from db.events import JOBS_CHANNEL, EventFilter, PostgresEvents, StoredEvent, listening
from domain.errors import Transient

_log = logging.getLogger(__name__)

_PAGE: Final = 500
"""Events read at once."""

_MOST_WAITING: Final = 1_000
"""Events kept for a client that reads slowly. It gets the others from the database when it has read these."""

_RECONNECT_SECONDS: Final = 1.0


@dataclass(eq=False)
class _Subscription:
    """The new events of one request. `is_behind`: some are to be read from the database first."""

    wanted: EventFilter
    events: deque[StoredEvent] = field(default_factory=deque)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    is_behind: bool = True

    def add(self, event: StoredEvent) -> None:
        if self.is_behind or not self.wanted.matches(event):
            return
        if len(self.events) == _MOST_WAITING:
            self.fall_behind()
            return
        self.events.append(event)
        self.news.set()

    def fall_behind(self) -> None:
        self.events.clear()
        self.is_behind = True
        self.news.set()


class EventFeed:
    """Reads each new event once for all requests of the process. While nothing happens it asks the database nothing."""

    def __init__(self, events: PostgresEvents, url: str) -> None:
        """`url` is libpq's, for the connection that listens."""
        self._events = events
        self._url = url
        self._last: int | None = None
        self._subscriptions: set[_Subscription] = set()
        self._watched: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)

    async def run(self) -> None:
        """Listen until cancelled. After a lost connection, waiting requests read from the database what they missed."""
        while True:
            try:
                async with listening(self._url) as notifications:
                    await self._look_up_everything()
                    async for notification in notifications:
                        if notification.channel == JOBS_CHANNEL:
                            self.announce(UUID(notification.payload))
                        else:
                            await self._hand_out_new_events()
            except (psycopg.Error, Transient) as error:
                _log.warning("no news from the database, connecting again: %s", error)
            self._last = None
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def newest(self) -> int:
        """Return the id of an event before which all are visible: the newest that arrived, else asked for.

        What is read afterwards shows them; events that follow it may be in it already. Errors: Transient.
        """
        return await self._events.newest() if self._last is None else self._last

    async def read(self, wanted: EventFilter, last: int | None) -> AsyncIterator[StoredEvent]:
        """Yield the events that follow the one with the id `last`, each once and in order, and new ones as they come.

        None: those that follow the newest. While the database is away nothing is yielded.
        """
        subscription = _Subscription(wanted)
        self._subscriptions.add(subscription)
        try:
            while True:
                subscription.news.clear()
                try:
                    last = await self._events.newest() if last is None else last
                    while subscription.is_behind:
                        page = await self._read_page(subscription, last)
                        for event in page:
                            yield event
                            last = event.id
                except Transient:
                    subscription.fall_behind()
                    await asyncio.sleep(_RECONNECT_SECONDS)
                    continue
                while subscription.events:
                    event = subscription.events.popleft()
                    if event.id > last:
                        yield event
                        last = event.id
                if not subscription.is_behind:
                    await subscription.news.wait()
        finally:
            self._subscriptions.discard(subscription)

    @contextmanager
    def watch(self, job_id: UUID) -> Iterator[asyncio.Event]:
        """Yield an event that is set when the job may have changed since."""
        changed = asyncio.Event()
        watching = self._watched[job_id]
        watching.add(changed)
        try:
            yield changed
        finally:
            watching.discard(changed)
            if not watching:
                self._watched.pop(job_id, None)

    def announce(self, job_id: UUID) -> None:
        """Wake the requests that watch the job."""
        _set_all(self._watched.get(job_id, ()))

    async def _read_page(self, subscription: _Subscription, last: int) -> Sequence[StoredEvent]:
        """Read events that the subscription lacks. After a page that is not full, new ones are handed out to it."""
        subscription.is_behind = False
        page = await self._events.after(last, _PAGE, subscription.wanted)
        if len(page) == _PAGE:
            subscription.fall_behind()
        return page

    async def _look_up_everything(self) -> None:
        self._last = await self._events.newest()
        for subscription in self._subscriptions:
            subscription.fall_behind()
        for watching in self._watched.values():
            _set_all(watching)

    async def _hand_out_new_events(self) -> None:
        while page := await self._events.after(await self.newest(), _PAGE, EventFilter()):
            self._last = page[-1].id
            for event in page:
                for subscription in self._subscriptions:
                    subscription.add(event)


def _set_all(events: Iterable[asyncio.Event]) -> None:
    for event in events:
        event.set()
