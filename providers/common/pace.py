"""Limit how many requests a second are sent to a vendor."""

import asyncio
import time


class Pace:
    """Lets callers pass one after the other, `per_second` at most."""

    def __init__(self, per_second: float) -> None:
        self._interval = 1 / per_second
        self._next = time.monotonic()

    async def wait(self) -> None:
        """Wait until the next request may be sent."""
        now = time.monotonic()
        at = max(now, self._next)
        self._next = at + self._interval
        await asyncio.sleep(at - now)
