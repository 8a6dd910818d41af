"""Runware's video models. Each model's page at https://runware.ai/docs/models, and the types of runware-sdk 1.8.0."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from typing_extensions import override

from domain.ports.video_and_image import Found, NotThere, Shot
from domain.vendors.video_capabilities import NativeAudio
from providers.common.vendor_api import data_url
from providers.common.vendor_models import PollingVideoModel
from providers.common.video_models import video_models
from providers.vendors.runware.client import RunwareApi, task_uuid

_SOUND: Mapping[str, Callable[[bool], dict[str, Any]]] = {
    "bytedance": lambda on: {"settings": {"audio": on}},
    "google": lambda on: {"providerSettings": {"google": {"generateAudio": on}}},
    "klingai": lambda on: {"providerSettings": {"klingai": {"sound": on}}},
}
"""How a model is told whether to make sound, by its creator."""

_ALWAYS_SIZED = "google:gemini@omni-flash"
"""The size of any other model's clip is the first frame's, where there is one."""

_WITHOUT_RESOLUTION = "klingai"


class RunwareVideo(PollingVideoModel[RunwareApi]):
    name = "runware"
    api_type = RunwareApi
    capabilities = video_models(name)
    models = tuple(capabilities)
    model = models[0]
    looked_at_together = 1000

    async def order(self, shot: Shot) -> str:
        task = await asyncio.to_thread(self._task, shot)
        news = {"webhookURL": self.news_url} if self.news_url else {}
        return await self.api.order(task | news)

    @override
    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere:
        return await self.api.find(task_uuid(shot.key))

    def _task(self, shot: Shot) -> dict[str, Any]:
        model, sent, creator = self.can(shot.model), self.sent(shot), shot.model.partition(":")[0]
        task: dict[str, Any] = {
            "taskType": "videoInference",
            "taskUUID": task_uuid(shot.key),
            "deliveryMethod": "async",
            "model": shot.model,
            "positivePrompt": self.prompt(shot),
            "duration": self.seconds(shot),
            "numberResults": 1,
            "outputType": "URL",
            "outputFormat": "MP4",
        }
        if inputs := _inputs(sent):
            task["inputs"] = inputs
        if model.seed:
            task["seed"] = shot.seed
        if model.audio is NativeAudio.OPTIONAL:
            task |= _SOUND[creator](shot.audio)
        if sent.first_frame is None or shot.model == _ALWAYS_SIZED:
            width, height = map(int, self.size(shot).split(":"))
            return task | {"width": width, "height": height}
        return task if creator == _WITHOUT_RESOLUTION else task | {"resolution": self._resolution(shot)}

    def _resolution(self, shot: Shot) -> str:
        """Return the resolution of the size that would be ordered without a frame."""
        width, height = map(int, self.size(shot).split(":"))
        return "1080p" if width * height > 1_000_000 else "720p"


def _inputs(sent: Shot) -> dict[str, Any]:
    frames = {"first": sent.first_frame, "last": sent.last_frame}
    shown = [{"image": data_url(path.read_bytes()), "frame": at} for at, path in frames.items() if path]
    references = [data_url(path.read_bytes()) for path in sent.references]
    inputs = {"frameImages": shown, "referenceImages": references}
    return {name: pictures for name, pictures in inputs.items() if pictures}
