"""Runware's video models. https://runware.ai/docs/models/google-gemini-omni-flash and /bytedance-seedance-2-0.

They document no seed.
"""

import asyncio
from datetime import datetime
from typing import Any

from typing_extensions import override

from domain.base import Frozen
from domain.film_format import FilmFormat
from domain.ports.video_and_image import Found, NotThere, Shot
from providers.common.vendor_api import data_url
from providers.common.vendor_models import PollingVideoModel, nearest, prompt_of, whole_seconds
from providers.vendors.runware.client import RunwareApi, task_uuid


class _Model(Frozen):
    """`frame_sets_size`: with a first frame only a resolution may be named."""

    seconds: tuple[float, ...]
    sizes: tuple[str, ...]
    frame_sets_size: bool = False


_MODELS = {
    "google:gemini@omni-flash": _Model(seconds=whole_seconds(3, 10), sizes=("720:1280", "1280:720")),
    "bytedance:seedance@2.0": _Model(
        seconds=whole_seconds(4, 15),
        sizes=(
            *("720:1280", "1280:720", "960:960", "834:1112"),
            *("1080:1920", "1920:1080", "1440:1440", "1248:1664"),
        ),
        frame_sets_size=True,
    ),
}


class RunwareVideo(PollingVideoModel[RunwareApi]):
    name = "runware"
    api_type = RunwareApi
    model = "google:gemini@omni-flash"
    models = tuple(_MODELS)
    lengths = {name: model.seconds for name, model in _MODELS.items()}

    async def order(self, shot: Shot) -> str:
        return await self.api.order(await asyncio.to_thread(_task, shot, self.seconds(shot)))

    @override
    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere:
        return await self.api.find(task_uuid(shot.key))


def _task(shot: Shot, seconds: int) -> dict[str, Any]:
    task = {
        "taskType": "videoInference",
        "taskUUID": task_uuid(shot.key),
        "deliveryMethod": "async",
        "model": shot.model,
        "positivePrompt": prompt_of(shot.text),
        "duration": seconds,
        "numberResults": 1,
        "outputType": "URL",
        "outputFormat": "MP4",
    }
    if shot.first_frame is not None:
        image = data_url(shot.first_frame.read_bytes())
        task["inputs"] = {"frameImages": [{"image": image, "frame": "first"}]}
    return task | _size(_MODELS[shot.model], shot.format, has_first_frame=shot.first_frame is not None)


def _size(model: _Model, format: FilmFormat, *, has_first_frame: bool) -> dict[str, Any]:
    if has_first_frame and model.frame_sets_size:
        return {"resolution": "1080p" if min(format.width, format.height) > 720 else "720p"}
    width, height = nearest(model.sizes, format).split(":")
    return {"width": int(width), "height": int(height)}
