"""Wait for a server that is not up yet."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from temporalio.service import RPCError

from domain.errors import Transient

Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)


async def wait_until_up(server: str, ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Call `ask` until the server answers, at last every second, and return the answer."""
    pause = 0.1
    while True:
        try:
            return await ask()
        except (OperationalError, InterfaceError, Transient, RPCError, RuntimeError) as error:
            _log.warning("waiting for %s: %s", server, str(error).splitlines()[0])
            await asyncio.sleep(pause)
            pause = min(2 * pause, 1)
