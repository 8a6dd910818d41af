"""Stored keys in the memory of this process, as long as nothing is announced of them."""

from collections import OrderedDict
from typing import Final
from uuid import UUID

from domain.clients.api_key import ApiKey

Moment = tuple[int, int]

_MOST: Final = 10_000
"""Keys that are remembered; the one that was not used for the longest time is forgotten first."""


class KnownKeys:
    """Keys as they were read from the database.

    They are current while this process hears of every change: from `hear` until `lose`. What was read before that is
    not current after it, but is the last that is known while the database is away.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[UUID, tuple[ApiKey, int | None]] = OrderedDict()
        self._connection = 0
        self._changes = 0
        self._hears = False

    def hear(self) -> None:
        """From now on `forget` is called for each key that changes."""
        self._connection += 1
        self._hears = True

    def lose(self) -> None:
        """From now on changes may not be heard."""
        self._hears = False

    def forget(self, key_id: UUID) -> None:
        """Forget the key, because it has changed."""
        self._known.pop(key_id, None)
        self._changes += 1

    def moment(self) -> Moment:
        """Return a mark of now, to be taken before a key is read."""
        return self._connection if self._hears else 0, self._changes

    def keep(self, key: ApiKey, read_at: Moment) -> None:
        """Keep a key that was read after that moment."""
        is_current = self._hears and read_at == self.moment()
        self._known[key.id] = key, self._connection if is_current else None
        self._known.move_to_end(key.id)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    def current(self, key_id: UUID) -> ApiKey | None:
        """Return the key if it is known to be as it is in the database."""
        key, connection = self._known.get(key_id, (None, None))
        if key is None or not self._hears or connection != self._connection:
            return None
        self._known.move_to_end(key_id)
        return key

    def last(self, key_id: UUID) -> ApiKey | None:
        """Return the key as it was when it was last read, unless a change was heard of since."""
        return self._known.get(key_id, (None, None))[0]
