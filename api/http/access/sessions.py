"""API keys, and sessions: a key exchanged for a cookie.

A session is stored nowhere. Its cookie is signed with the key itself: it is good in every process that has the key,
also after a restart, and ends when the key is taken out of API_KEYS.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from api.http.access.attempts import Attempts
from api.http.access.signatures import is_signed, sign
from domain.access import EVERYTHING, Caller

COOKIE = "greenlight_session"
LIFETIME = timedelta(hours=12)

_PURPOSE = "session"
_DIGEST_SHOWN = 8


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


def _administrator(key: bytes) -> Caller:
    """Return the holder of a key of API_KEYS, known by its digest."""
    digest = hashlib.sha256(key).hexdigest()
    return Caller(identity=digest, name=f"key {digest[:_DIGEST_SHOWN]}", scopes=EVERYTHING)
