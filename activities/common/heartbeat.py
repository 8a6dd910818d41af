"""Keep a long activity alive while it waits on something else."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from temporalio import activity


class Pulse:
    """What the heartbeat says: shown in the Temporal Web UI."""

    def __init__(self) -> None:
        self.progress = 0.0

    def at(self, progress: float) -> None:
        """How far the work is, from 0 to 1."""
        self.progress = progress


@asynccontextmanager
async def heartbeating(details: Callable[[], object] | None = None) -> AsyncGenerator[Pulse]:
    """Heartbeat at a third of the activity's own heartbeat timeout until the block ends.

    Each carries `details()`, which the next attempt finds, or else the progress.
    """
    timeout = activity.info().heartbeat_timeout
    pulse = Pulse()
    if timeout is None:
        yield pulse
        return
    every = timeout.total_seconds() / 3

    async def beat() -> None:
        while True:
            activity.heartbeat(details() if details else pulse.progress)
            await asyncio.sleep(every)

    task = asyncio.create_task(beat())
    try:
        yield pulse
    finally:
        task.cancel()
