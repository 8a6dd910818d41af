"""A clip that its client brings: nothing is ordered, it is fetched as an asset is."""

from pathlib import Path

from domain.errors import TakeLost
from domain.ports import Download, Found, Progress, Shot, VideoModel
from domain.queues import MAIN_QUEUE
from domain.scene_rules import UPLOAD


class BroughtVideo(VideoModel):
    name = UPLOAD
    model = UPLOAD
    queue = MAIN_QUEUE
    order_deadline = 5.0

    def __init__(self, download: Download) -> None:
        self._download = download

    async def order(self, shot: Shot) -> str:
        return f"{UPLOAD}-{shot.key}"

    async def find(self, key: str) -> Found:
        return Found(order_id=f"{UPLOAD}-{key}")

    async def collect(self, order_id: str, shot: Shot, into: Path, progress: Progress) -> None:
        if shot.source_url is None:
            raise TakeLost(f"{order_id} says nowhere where its clip is")
        await self._download.fetch(shot.source_url, into)
        progress(1.0)

    async def cancel(self, order_id: str) -> None:
        """Nothing runs anywhere else."""
