"""The keys of API_KEYS, and sessions: a key exchanged for a cookie.

A session is stored nowhere. Its cookie is signed with the key itself: it is good in every process that has the key,
also after a restart, and ends when the key is taken out of API_KEYS. That of a stored key is signed with a key of
API_KEYS and the hash of its secret: whoever has read the database can make none, and it ends with that secret.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from api.http.access.attempts import Attempts
from api.http.access.signatures import is_signed, sign
from domain.clients.access import EVERYTHING, Caller
from domain.clients.api_key import ApiKey, hash_of_secret

COOKIE = "greenlight_session"
LIFETIME = timedelta(hours=12)

_PURPOSE = "session"
_DIGEST_SHOWN = 8
_OF_STORED_KEY = re.compile(r"([0-9a-f]{32})\.(.+)")


class Sessions:
    """The API's keys, and the sessions of their holders. `clock` is in seconds since 1970.

    `failed` counts wrong keys by the client's address.
    """

    def __init__(self, keys: Sequence[str], clock: Callable[[], float] = time.time) -> None:
        self._keys = tuple(key.encode() for key in keys)
        self._clock = clock
        self.failed = Attempts(most=10, window=timedelta(minutes=1))

    @property
    def are_required(self) -> bool:
        """Whether there are keys, so that requests need one or a session."""
        return bool(self._keys)

    @property
    def seal(self) -> bytes:
        """What the database does not have, to keep from it what stored keys are answered. Empty without API_KEYS."""
        return self._keys[0] if self._keys else b""

    def caller_with_key(self, offered: bytes) -> Caller | None:
        """Return who sends the key. None if it is none of the API's keys."""
        known = [hmac.compare_digest(offered, key) for key in self._keys]
        return _administrator(offered) if any(known) else None

    def caller_with_session(self, cookie: str) -> Caller | None:
        """Return whose session it is. None if it has expired, or no key has signed it."""
        now = self._clock()
        signed_with = [key for key in self._keys if is_signed(key, _PURPOSE, cookie, now)]
        return _administrator(signed_with[0]) if signed_with else None

    def begin(self, key: str) -> str | None:
        """Return the cookie of a new session of the key's holder; None if it is none of the API's keys."""
        offered = key.encode("utf-8", "replace")
        is_known = self.caller_with_key(offered) is not None
        return sign(offered, _PURPOSE, LIFETIME, self._clock()) if is_known else None

    def begin_for(self, key: ApiKey, secret: str) -> str:
        """Return the cookie of a new session of the holder of a stored key, by a secret of it."""
        signing = _signing_key(self.seal, hash_of_secret(secret))
        return f"{key.id.hex}.{sign(signing, _PURPOSE, LIFETIME, self._clock())}"

    def is_session_of(self, key: ApiKey, cookie: str, now: datetime) -> bool:
        """Return whether it is the cookie of a session of that key, begun with a secret that is good now."""
        match = _OF_STORED_KEY.fullmatch(cookie)
        signing = [_signing_key(each, secret_hash) for each in self._keys for secret_hash in key.hashes(now)]
        return match is not None and any(is_signed(each, _PURPOSE, match[2], self._clock()) for each in signing)


def stored_key_of(cookie: str) -> UUID | None:
    """Return the id of the stored key of which the cookie says that it is a session."""
    match = _OF_STORED_KEY.fullmatch(cookie)
    return UUID(match[1]) if match else None


def _signing_key(server_key: bytes, secret_hash: str) -> bytes:
    return hmac.new(server_key, f"sessions of {secret_hash}".encode(), hashlib.sha256).digest()


def _administrator(key: bytes) -> Caller:
    """Return the holder of a key of API_KEYS, known by its digest."""
    digest = hashlib.sha256(key).hexdigest()
    return Caller(identity=digest, name=f"key {digest[:_DIGEST_SHOWN]}", scopes=EVERYTHING)
