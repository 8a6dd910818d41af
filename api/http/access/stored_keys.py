"""Stored API keys as requests use them: found in memory or in the database, and noted as used."""

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.http.access.attempts import Attempts
from api.http.access.known_keys import KnownKeys
from db.clients.api_keys import USE_WRITTEN_EVERY, PostgresApiKeys
from domain.clients.api_key import SECRET_LENGTH, SECRET_LETTERS, ApiKey, parts_of_key
from domain.errors import Transient


def new_secret() -> str:
    return "".join(secrets.choice(SECRET_LETTERS) for _ in range(SECRET_LENGTH))


class StoredKeys:
    """The stored keys. `known` is told of changes by whoever listens to the database. `clock`: seconds since 1970.

    `failed` counts wrong keys by the client's address. Too many are refused before the database is asked; keys in
    memory are not affected. Errors: TooManyRequests; Transient if a key is not known while the database is away.
    """

    def __init__(self, keys: PostgresApiKeys, clock: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._clock = clock
        self._noted: dict[UUID, float] = {}
        self._noting: set[asyncio.Task[None]] = set()
        self.known = KnownKeys()
        self.failed = Attempts(most=100, window=timedelta(minutes=1))

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    async def with_secret(self, text: str, address: str) -> ApiKey | None:
        """Return the key that is written so, if it is good now."""
        parts = parts_of_key(text)
        key = await self._with_id(parts[0], address) if parts else None
        if parts and key and key.accepts(parts[1], self.now()):
            self._note_use(key.id)
            return key
        self.failed.add(address)
        return None

    async def of_session(self, key_id: UUID, address: str, is_session: Callable[[ApiKey], bool]) -> ApiKey | None:
        """Return the key of that id, if it has not ended and the session is one of it."""
        key = await self._with_id(key_id, address)
        if key is None or key.has_ended(self.now()) or not is_session(key):
            self.failed.add(address)
            return None
        self._note_use(key_id)
        return key

    async def _with_id(self, key_id: UUID, address: str) -> ApiKey | None:
        if key := self.known.current(key_id):
            return key
        self.failed.check(address)
        moment = self.known.moment()
        try:
            key = await self._keys.find(key_id)
        except Transient:
            if last := self.known.last(key_id):
                return last
            raise
        if key:
            self.known.keep(key, moment)
        elif self.known.last(key_id):
            self.known.forget(key_id)
        return key

    def _note_use(self, key_id: UUID) -> None:
        """Write the time of the use, beside the request and not more often than once in a minute."""
        now = self._clock()
        if now - self._noted.get(key_id, 0.0) >= USE_WRITTEN_EVERY.total_seconds():
            self._noted[key_id] = now
            noting = asyncio.create_task(self._write_use(key_id))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)

    async def _write_use(self, key_id: UUID) -> None:
        with suppress(Transient):
            await self._keys.note_use(key_id)
