"""The animatic: clips by our own renderer, without a key and without a network."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Self

import anyio.to_process
from typing_extensions import override

from domain import timeouts
from domain.ports.progress import ReportProgress
from domain.ports.storage import Download
from domain.ports.video_and_image import Found, Shot, VideoModel
from domain.task_queues import RENDER_QUEUE
from media.animatic.render import draw_clip, read_progress

REPORT_EVERY = 0.5


class AnimaticVideo(VideoModel):
    """Renders in `collect`. Nothing is paid, so an order is only a name."""

    name = "animatic"
    model = "animatic-1"
    models = (model,)
    queue = RENDER_QUEUE
    order_deadline = timeouts.LOCAL_ORDER

    @classmethod
    def from_env(cls, _: Download) -> Self:
        return cls()

    async def order(self, shot: Shot) -> str:
        return f"animatic-{shot.key}"

    @override
    async def find(self, shot: Shot, asked_at: datetime) -> Found:
        return Found(order_id=f"animatic-{shot.key}")

    @override
    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> None:
        """Render in a process of its own, which a cancellation kills."""
        drawn = into.with_name(f"{into.name}.progress")
        reporting = asyncio.create_task(_report(drawn, progress))
        try:
            await anyio.to_process.run_sync(draw_clip, shot, into, drawn, cancellable=True)
        finally:
            reporting.cancel()

    async def cancel(self, order_id: str) -> None:
        """Do nothing: the renderer is stopped with its activity."""


async def _report(drawn: Path, progress: ReportProgress) -> None:
    while True:
        progress(read_progress(drawn))
        await asyncio.sleep(REPORT_EVERY)
