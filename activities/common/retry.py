"""Write down what cannot be had again, although the database or storage may be away for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from temporalio import activity

from domain.errors import Transient

Written = TypeVar("Written")

KEPT_FOR = timedelta(minutes=5)
"""How long what a vendor sent once, and never again, waits on this machine for its place in storage."""

_PAUSE = 0.5


async def insist(write: Callable[[], Awaitable[Written]], within: timedelta) -> Written:
    """It is written. Errors: Transient when that was tried for so long."""
    began = time.monotonic()
    while True:
        try:
            return await write()
        except Transient as error:
            if time.monotonic() - began > within.total_seconds():
                raise
            activity.logger.warning("waiting to write down what is not told again: %s", error)
        await asyncio.sleep(_PAUSE)
