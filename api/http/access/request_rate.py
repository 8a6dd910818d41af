"""How often the holder of a key may call: REQUEST_RATE, counted in each API process by itself.

The header fields are those of draft-ietf-httpapi-ratelimit-headers-11.
"""

import math
import time
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import error_response
from domain.clients.access import Caller
from domain.errors import TooManyRequests
from runtime.settings.setting_types import Rate

POLICY = "default"
_MOST_CALLERS = 10_000
"""How many callers are remembered before those whose period is over are forgotten."""


class Quota(NamedTuple):
    """What a caller has left after a request: so many requests in so many seconds. `is_exceeded`: by this request."""

    left: int
    seconds: int
    is_exceeded: bool


class _Period:
    __slots__ = ("left", "until")

    def __init__(self, left: int, until: float) -> None:
        self.left = left
        self.until = until


class RequestRates:
    """Counts the requests of each caller in periods that begin with a request. `clock` is in seconds."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._periods: dict[str, _Period] = {}

    @property
    def callers(self) -> int:
        """How many callers are remembered."""
        return len(self._periods)

    def count(self, identity: str) -> Quota:
        """Count a request of the caller.

        `left` promises no more requests a second than the rate has on average: late in a period much may be left.
        """
        now = self._clock()
        period = self._periods.get(identity)
        if period is None or now >= period.until:
            period = self._begin(identity, now)
        # Never more than the period, which the difference of two sums may be by a rounding.
        seconds = min(self.rate.seconds, max(1, math.ceil(period.until - now)))
        if period.left <= 0:
            return Quota(0, seconds, is_exceeded=True)
        period.left -= 1
        shown = min(period.left, -(-self.rate.count * seconds // self.rate.seconds))
        return Quota(shown, seconds, is_exceeded=False)

    def _begin(self, identity: str, now: float) -> _Period:
        if len(self._periods) >= _MOST_CALLERS:
            self._periods = {known: each for known, each in self._periods.items() if now < each.until}
        period = self._periods[identity] = _Period(self.rate.count, now + self.rate.seconds)
        return period


class RequestRateMiddleware:
    """ASGI middleware behind AuthMiddleware: refuses requests beyond the rate, and tells callers with a key of it.

    Requests without a key are not counted.
    """

    def __init__(self, app: ASGIApp, rate: Rate) -> None:
        self._app = app
        self._rates = RequestRates(rate)
        self._policy = f'"{POLICY}";q={rate.count};w={rate.seconds}'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller: Caller | None = scope["state"]["caller"] if scope["type"] == "http" else None
        if caller is None or not caller.identity:
            await self._app(scope, receive, send)
            return
        quota = self._rates.count(caller.identity)
        fields = (
            (b"ratelimit-policy", self._policy),
            (b"ratelimit", f'"{POLICY}";r={quota.left};t={quota.seconds}'.encode()),
        )

        async def send_with_fields(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *fields]
            await send(message)

        if not quota.is_exceeded:
            await self._app(scope, receive, send_with_fields)
            return
        rate = self._rates.rate
        error = TooManyRequests(
            f"a key may send {rate.count:,} requests in {rate.seconds} s; wait {quota.seconds} s",
            retry_after=timedelta(seconds=quota.seconds),
        )
        await error_response(scope["state"]["request_id"], error)(scope, receive, send_with_fields)
