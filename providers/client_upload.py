"""Clips that clients upload by URL: nothing is ordered, the clip is downloaded as an asset is."""

from pathlib import Path

from domain.base import ReportProgress
from domain.brief import AssetType
from domain.errors import InputRejected, TakeLost
from domain.ports.editor import Editor
from domain.ports.storage import Download
from domain.ports.video_and_image import Collected, LocalVideoModel, Shot
from domain.rules.scenes.scenes import UPLOAD
from domain.task_queues import MAIN_QUEUE
from providers.common.local_models import LocalModel
from providers.common.video_models import video_models


class ClientUploadVideo(LocalModel, LocalVideoModel):
    name = UPLOAD
    model = UPLOAD
    models = (UPLOAD,)
    capabilities = video_models(UPLOAD)
    queue = MAIN_QUEUE

    def __init__(self, download: Download, editor: Editor) -> None:
        self._download = download
        self._editor = editor

    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> Collected:
        if shot.source_url is None:
            raise TakeLost(f"{order_id} has no URL of its clip")
        fetched = into.with_name("video_url")  # its name in error messages
        await self._download.fetch(shot.source_url, fetched)
        kind = await self._editor.probe_file(fetched)
        if kind.type is not AssetType.VIDEO:
            raise InputRejected(f"video_url is {kind.content_type}, not a video; bring another")
        if kind.is_cut_off:
            raise InputRejected("video_url is cut off: it ends before it says that it does; bring the whole file")
        fetched.replace(into)
        progress(1.0)
        return Collected()
