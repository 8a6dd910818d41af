"""Clips that clients upload by URL: nothing is ordered, the clip is downloaded as an asset is."""

from datetime import datetime
from pathlib import Path

from typing_extensions import override

from domain import timeouts
from domain.brief import AssetType
from domain.errors import InputRejected, TakeLost
from domain.ports.editor import Editor
from domain.ports.progress import ReportProgress
from domain.ports.storage import Download
from domain.ports.video_and_image import Found, Shot, VideoModel
from domain.rules.scenes import UPLOAD
from domain.task_queues import MAIN_QUEUE


class ClientUploadVideo(VideoModel):
    name = UPLOAD
    model = UPLOAD
    models = (UPLOAD,)
    queue = MAIN_QUEUE
    order_deadline = timeouts.LOCAL_ORDER

    def __init__(self, download: Download, editor: Editor) -> None:
        self._download = download
        self._editor = editor

    async def order(self, shot: Shot) -> str:
        return f"{UPLOAD}-{shot.key}"

    @override
    async def find(self, shot: Shot, asked_at: datetime) -> Found:
        return Found(order_id=f"{UPLOAD}-{shot.key}")

    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> None:
        if shot.source_url is None:
            raise TakeLost(f"{order_id} has no URL of its clip")
        fetched = into.with_name("video_url")  # its name in error messages
        await self._download.fetch(shot.source_url, fetched)
        kind = await self._editor.probe_file(fetched)
        if kind.type is not AssetType.VIDEO:
            raise InputRejected(f"video_url is {kind.content_type}, not a video; bring another")
        fetched.replace(into)
        progress(1.0)

    async def cancel(self, order_id: str) -> None:
        """Do nothing: the download is stopped with its activity."""
