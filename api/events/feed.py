"""One listener to Postgres in each API process: it hands new events, and news of changes, to waiting requests."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Final
from uuid import UUID

import psycopg

from api.events.known_jobs import KnownJob, KnownJobs
from api.events.subscriptions import Subscription, Subscriptions, Watch
from api.http.access.known_keys import KnownKeys
from db.connections.notifications import JOBS_CHANNEL, KEYS_CHANNEL, PROGRESS_CHANNEL, listening
from db.events import EventFilter, PostgresEvents, StoredEvent
from domain.base import Frozen
from domain.errors import Transient

_log = logging.getLogger(__name__)

_PAGE: Final = 500
"""Events read at once."""

_RECONNECT_SECONDS: Final = 1.0
_EVENTS_SECONDS: Final = 0.05
"""New events are read at most so often: a job's changes often follow each other."""

_PROGRESS_SECONDS: Final = 1.0
"""The progress of takes is read and handed out at most so often, of all takes that reported one."""

_ALL: Final = EventFilter()
_READERS: Final = 8
"""Requests that read from the database at once, of those that follow or wait.

After the API was started again a thousand may come at once. The others wait their turn without asking for a connection,
which would be a 503 after a while.
"""

HEARTBEAT_SECONDS: Final = 15.0
"""A stream without events says after so long that it is alive."""


class Gap(Frozen):
    """Events were missed that cannot be told any more. Those that are told next have greater ids than `newest`."""

    newest: int


class Outage(Frozen):
    """The database does not answer, or answers again. What happened meanwhile is told next."""

    is_over: bool


class EventFeed:
    """Reads each new event once for all streams of the process, and none without a stream.

    Waiting requests ask the database nothing.
    """

    def __init__(self, events: PostgresEvents, url: str, keys: KnownKeys) -> None:
        """`url` is libpq's, for the connection that listens. `keys` are told which of them have changed."""
        self._events = events
        self._url = url
        self._last: int | None = None
        self._requests = Subscriptions()
        self._known = KnownJobs()
        self._keys = keys
        self._is_unread = False
        self._has_new = asyncio.Event()
        self._reported: set[UUID] = set()
        self._newcomers: set[Subscription] = set()
        self._has_reports = asyncio.Event()
        self._in_order = asyncio.Lock()
        self.reading = asyncio.Semaphore(_READERS)
        self.is_stopped = False

    async def run(self) -> None:
        """Listen until cancelled. After a lost connection, waiting requests read from the database what they missed."""
        handing_out = [asyncio.create_task(self._hand_out_events()), asyncio.create_task(self._hand_out_progress())]
        try:
            while True:
                try:
                    await self._listen()
                except (psycopg.Error, Transient) as error:
                    _log.warning("no news from the database, connecting again: %s", error)
                except Exception:  # a bug: the requests of this process must not wait for ever
                    _log.exception("the listener failed, connecting again")
                if self._last is not None:
                    self._requests.cut_off()
                self._last = None
                self._known.forget_all()
                self._keys.lose()
                await asyncio.sleep(_RECONNECT_SECONDS)
        finally:
            for each in handing_out:
                each.cancel()

    def stop(self) -> None:
        """End all streams and waits, because the process is to end."""
        self.is_stopped = True
        self._requests.look_up()

    async def newest(self) -> int:
        """Return the id of an event before which all are visible: the newest that was announced, else asked for.

        What is read afterwards shows them; events that follow it may be in it already. Errors: Transient.
        """
        await self._read_new_events()
        return await self._events.newest() if self._last is None else self._last

    async def read(self, wanted: EventFilter, last: int | None) -> AsyncGenerator[Sequence[StoredEvent] | Gap | Outage]:
        """Yield the events that follow the one with the id `last`, each once and in order, and new ones as they come.

        None: those that follow the newest. 0: all that are kept. An empty sequence is yielded after every
        HEARTBEAT_SECONDS of silence. While the database is away no event is yielded, but an Outage when that begins and
        when it is over. If it does not know `last`, or may have deleted events that follow it, a Gap is yielded first,
        and then what follows the newest.
        """
        is_known, is_away = not last, False
        with suppress(Transient):
            await self._read_new_events()  # what happened while nobody listened is not read with the next event
        with self._requests.subscribed(wanted) as subscription:
            while not self.is_stopped:
                subscription.news.clear()
                if subscription.is_cut_off:
                    subscription.is_cut_off, is_away = False, True
                    yield Outage(is_over=False)
                try:
                    if not is_known and last and not await self._is_kept(last):
                        last = await self._events.newest()
                        yield Gap(newest=last)
                    is_known = True
                    if last is None:  # what was there before is not told, even if it has not arrived here yet
                        async with self.reading:
                            last = await self._events.newest()
                    while subscription.is_behind:
                        page = await self._missed(subscription, last)
                        if is_away:
                            is_away = False
                            yield Outage(is_over=True)
                        if page:
                            yield page
                            last = max(last, *(event.id or 0 for event in page))
                except Transient:
                    subscription.fall_behind()
                    subscription.news.clear()
                    # A thousand streams do not try each second: the listener wakes them when it is connected again.
                    pause = HEARTBEAT_SECONDS if self._last is None else _RECONNECT_SECONDS
                    if not await _is_set_within(pause, subscription.news) and pause == HEARTBEAT_SECONDS:
                        yield ()
                    continue
                if events := [event for event in subscription.take() if event.id is None or event.id > last]:
                    yield events
                    last = max(last, *(event.id or 0 for event in events))
                elif not (
                    subscription.is_behind
                    or self.is_stopped
                    or await _is_set_within(HEARTBEAT_SECONDS, subscription.news)
                ):
                    yield ()

    def watch(self, job_id: UUID) -> AbstractContextManager[Watch]:
        """Watch the job during the block. What is read within it and changes later is noticed."""
        return self._requests.watching(job_id)

    def announce(self, job_id: UUID) -> None:
        """Tell the requests that watch the job that it has changed."""
        self._known.forget(job_id)
        self._requests.announce(job_id)

    def known(self, job_id: UUID) -> KnownJob | None:
        """Return the job as it was last shown, unless something was announced of it since."""
        return self._known.get(job_id)

    def keep(self, job_id: UUID, known: KnownJob, watch: Watch) -> None:
        """Keep what was read while the job was watched, unless something was announced of it meanwhile."""
        if self._last is not None and not watch.changed.is_set() and not watch.has_progress:
            self._known.keep(job_id, known)

    async def _listen(self) -> None:
        async with listening(self._url) as notifications:
            self._keys.hear()
            self._last = await self._events.newest()
            self._requests.look_up()
            async for notification in notifications:
                if notification.channel == JOBS_CHANNEL:
                    self.announce(UUID(notification.payload))
                elif notification.channel == PROGRESS_CHANNEL:
                    self._note_report(*map(UUID, notification.payload.split()))
                elif notification.channel == KEYS_CHANNEL:
                    self._keys.forget(UUID(notification.payload))
                else:
                    self._is_unread = True
                    self._has_new.set()

    def _note_report(self, job_id: UUID, take: UUID) -> None:
        self._known.forget(job_id)
        self._requests.announce_progress(job_id)
        self._reported.add(take)
        self._has_reports.set()

    async def _is_kept(self, event: int) -> bool:
        async with self.reading:
            return await self._events.is_kept(event)

    async def _missed(self, subscription: Subscription, last: int) -> Sequence[StoredEvent]:
        """Read events that the subscription lacks. After a page that is not full, new ones are handed out to it.

        Progress that arrived meanwhile may be older than the page: all progress is handed out to it after that.
        """
        subscription.is_behind = False
        async with self.reading:
            page = await self._events.after(last, _PAGE, subscription.wanted)
        if len(page) == _PAGE:
            subscription.fall_behind()
        else:
            subscription.forget_progress()
            self._newcomers.add(subscription)
            self._has_reports.set()
        return page

    async def _hand_out_events(self) -> None:
        """Read for the streams what was announced meanwhile. Without a stream `newest` does that when it is asked."""
        while True:
            await self._has_new.wait()
            self._has_new.clear()
            try:
                if self._requests.has_any():
                    await self._read_new_events()
            except Transient as error:
                _log.warning("new events were not read, trying again: %s", error)
                self._has_new.set()
                await asyncio.sleep(_RECONNECT_SECONDS)
            except Exception:  # a bug: the next events are read all the same
                _log.exception("new events were not read")
            await asyncio.sleep(_EVENTS_SECONDS)

    async def _read_new_events(self) -> None:
        """Hand out the events that are new. Without a stream only the id of the newest is read. Errors: Transient."""
        async with self._in_order:
            if not self._is_unread or self._last is None:
                return
            self._is_unread = False
            try:
                if not self._requests.has_any():
                    newest = await self._events.newest()
                    if not self._requests.has_any():
                        self._advance(newest)
                        return
                # A stream that came meanwhile may not have read all of what was new.
                while page := await self._events.after(self._last or 0, _PAGE, _ALL):
                    self._advance(page[-1].id)
                    self._requests.hand_out(page)
            except BaseException:
                self._is_unread = True
                raise

    def _advance(self, newest: int | None) -> None:
        """Note which event was read last, unless the listener has lost its connection meanwhile."""
        if self._last is not None:
            self._last = newest

    async def _hand_out_progress(self) -> None:
        """Hand out what takes have reported, and all progress to requests that have just read what they lacked.

        Only here, and in order with the events: no progress is handed out after a later one or after its take's end.
        """
        while True:
            await self._has_reports.wait()
            self._has_reports.clear()
            takes, newcomers = self._reported, self._newcomers
            self._reported, self._newcomers = set(), set()
            try:
                async with self._in_order:
                    if self._requests.has_any():
                        found = await self._events.progress(None if newcomers else takes)
                        # Who has read a page since `found` was read may have read of a take's end in it.
                        reported = (event for take, event in found.items() if take in takes)
                        self._requests.hand_out(reported, but_not_to=self._newcomers)
                        others = (event for take, event in found.items() if take not in takes)
                        self._requests.hand_out(others, to=newcomers, but_not_to=self._newcomers)
            except Transient:
                self._reported |= takes
                self._newcomers |= newcomers
                self._has_reports.set()
            except Exception:
                _log.exception("the progress of takes was not handed out")
            await asyncio.sleep(_PROGRESS_SECONDS)


async def _is_set_within(seconds: float, event: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
