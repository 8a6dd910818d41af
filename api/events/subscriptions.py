"""Which requests of this process wait for which events, and for which jobs."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar
from uuid import UUID

from db.events import EventFilter, StoredEvent

Key = TypeVar("Key")
Member = TypeVar("Member")

_MOST_WAITING: Final = 1_000
"""Events kept for a client that reads slowly. It gets the others from the database when it has read these."""


@dataclass(eq=False)
class Subscription:
    """The new events of one request. `is_behind`: some are to be read from the database first.

    `is_cut_off`: the database has stopped answering, and the request has not been told so.
    """

    wanted: EventFilter
    events: deque[StoredEvent] = field(default_factory=deque)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    is_behind: bool = True
    is_cut_off: bool = False

    def add(self, event: StoredEvent) -> None:
        if self.is_behind:
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

    def forget_progress(self) -> None:
        """Forget what arrived and is not kept."""
        self.events = deque(event for event in self.events if event.id is not None)

    def take(self) -> tuple[StoredEvent, ...]:
        """Return what has arrived, and forget it."""
        events = tuple(self.events)
        self.events.clear()
        return events


@dataclass(eq=False)
class Watch:
    """A request that waits for a change of a job. `changed` is set when it may have changed.

    `has_progress`: something may be shown differently without the job having changed.
    """

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    has_progress: bool = False

    def begin(self) -> None:
        """Forget what was announced: the job is read next."""
        self.changed.clear()
        self.has_progress = False


_NOBODY: Set[Subscription] = frozenset()


class Subscriptions:
    """The subscriptions by what they want, and the requests that wait for a change of a job."""

    def __init__(self) -> None:
        self._subscribed: defaultdict[EventFilter, set[Subscription]] = defaultdict(set)
        self._watches: defaultdict[UUID, set[Watch]] = defaultdict(set)

    @contextmanager
    def subscribed(self, wanted: EventFilter) -> Iterator[Subscription]:
        subscription = Subscription(wanted)
        with _member(self._subscribed, wanted, subscription):
            yield subscription

    @contextmanager
    def watching(self, job_id: UUID) -> Iterator[Watch]:
        watch = Watch()
        with _member(self._watches, job_id, watch):
            yield watch

    def has_any(self) -> bool:
        return bool(self._subscribed)

    def hand_out(
        self,
        events: Iterable[StoredEvent],
        to: Set[Subscription] | None = None,
        but_not_to: Set[Subscription] = _NOBODY,
    ) -> None:
        """Add the events to the subscriptions that want them, or to those of `to` that do."""
        for event in events:
            for wanted in event.wanted_by():
                subscribed = self._subscribed.get(wanted, _NOBODY)
                for subscription in subscribed if to is None else subscribed & to:
                    if subscription not in but_not_to:
                        subscription.add(event)

    def announce(self, job_id: UUID) -> None:
        """Wake the requests that wait for a change of the job."""
        for watch in self._watches.get(job_id, ()):
            watch.changed.set()

    def announce_progress(self, job_id: UUID) -> None:
        for watch in self._watches.get(job_id, ()):
            watch.has_progress = True

    def cut_off(self) -> None:
        """Have every request told that the database does not answer."""
        for subscriptions in self._subscribed.values():
            for subscription in subscriptions:
                subscription.is_cut_off = True
                subscription.news.set()

    def look_up(self) -> None:
        """Have every request read from the database what it may have missed."""
        for subscriptions in self._subscribed.values():
            for subscription in subscriptions:
                subscription.fall_behind()
        for job_id in self._watches:
            self.announce(job_id)


@contextmanager
def _member(sets: defaultdict[Key, set[Member]], key: Key, member: Member) -> Iterator[None]:
    """Have the member in the set of that key during the block. A set without members is dropped."""
    sets[key].add(member)
    try:
        yield
    finally:
        sets[key].discard(member)
        if not sets[key]:
            del sets[key]
