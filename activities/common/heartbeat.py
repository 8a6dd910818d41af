"""Heartbeats of an activity while it waits for something else."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from temporalio import activity


class Heartbeat:
    """The progress, from 0 to 1, that the Temporal Web UI shows of the activity."""

    def __init__(self) -> None:
        self.progress = 0.0

    def report(self, progress: float) -> None:
        self.progress = progress


@asynccontextmanager
async def heartbeating(details: Callable[[], object] | None = None) -> AsyncGenerator[Heartbeat]:
    """Heartbeat at a third of the activity's own heartbeat timeout until the block ends.

    The first comes after that time too, since the server counts from the start: most activities end before, and spare
    a request that writes to the server's database. Each carries `details()`, which the next attempt can read, or else
    the progress.
    """
    timeout = activity.info().heartbeat_timeout
    heartbeat = Heartbeat()
    if timeout is None:
        yield heartbeat
        return
    interval = timeout.total_seconds() / 3

    async def beat() -> None:
        while True:
            await asyncio.sleep(interval)
            activity.heartbeat(details() if details else heartbeat.progress)

    task = asyncio.create_task(beat())
    try:
        yield heartbeat
    finally:
        task.cancel()
