"""Runware's video models. https://runware.ai/docs/models/google-gemini-omni-flash and /bytedance-seedance-2-0.

They document no seed.
"""

import asyncio
from datetime import datetime
from typing import Any

from typing_extensions import override

from domain.ports.video_and_image import Found, NotThere, Shot
from providers.common.vendor_api import data_url
from providers.common.vendor_models import PollingVideoModel, nearest, whole_seconds
from providers.vendors.runware.client import RunwareApi, task_uuid

_OMNI, _SEEDANCE = "google:gemini@omni-flash", "bytedance:seedance@2.0"
_SIZES = {
    _OMNI: ("720:1280", "1280:720"),
    _SEEDANCE: (
        *("720:1280", "1280:720", "960:960", "834:1112"),
        *("1080:1920", "1920:1080", "1440:1440", "1248:1664"),
    ),
}


class RunwareVideo(PollingVideoModel[RunwareApi]):
    name = "runware"
    api_type = RunwareApi
    model = _OMNI
    models = tuple(_SIZES)
    looked_at_together = 1000
    lengths = {_OMNI: whole_seconds(3, 10), _SEEDANCE: whole_seconds(4, 15)}

    async def order(self, shot: Shot) -> str:
        task = await asyncio.to_thread(_task, shot, self.prompt(shot), self.seconds(shot))
        news = {"webhookURL": self.news_url} if self.news_url else {}
        return await self.api.order(task | news)

    @override
    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere:
        return await self.api.find(task_uuid(shot.key))


def _task(shot: Shot, prompt: str, seconds: int) -> dict[str, Any]:
    task = {
        "taskType": "videoInference",
        "taskUUID": task_uuid(shot.key),
        "deliveryMethod": "async",
        "model": shot.model,
        "positivePrompt": prompt,
        "duration": seconds,
        "numberResults": 1,
        "outputType": "URL",
        "outputFormat": "MP4",
    }
    if shot.first_frame:
        task["inputs"] = {"frameImages": [{"image": data_url(shot.first_frame.read_bytes()), "frame": "first"}]}
    if shot.first_frame and shot.model == _SEEDANCE:  # the frame sets the size
        return task | {"resolution": "1080p" if min(shot.format.width, shot.format.height) > 720 else "720p"}
    width, height = map(int, nearest(_SIZES[shot.model], shot.format).split(":"))
    return task | {"width": width, "height": height}
