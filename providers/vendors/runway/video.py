"""Runway's video models, by image_to_video and text_to_video. SDK runwayml 5.24.0."""

from asyncio import to_thread
from pathlib import Path
from typing import Any, Literal

from domain.ports.video_and_image import Shot
from domain.vendors.video_capabilities import NativeAudio
from providers.common.vendor_api import data_url
from providers.common.vendor_models import PollingVideoModel
from providers.common.video_models import video_models
from providers.vendors.runway.client import LEAST_INTERVAL, RunwayApi


class RunwayVideo(PollingVideoModel[RunwayApi]):
    name = "runway"
    api_type = RunwayApi
    capabilities = video_models(name)
    models = tuple(capabilities)
    model = models[0]
    least_interval = LEAST_INTERVAL

    async def order(self, shot: Shot) -> str:
        model, sent = self.can(shot.model), self.sent(shot)
        body: dict[str, Any] = {
            "model": shot.model,
            "promptText": self.prompt(shot),
            "duration": self.seconds(shot),
            "ratio": self.size(shot),
        }
        if model.seed:
            body["seed"] = shot.seed
        if model.audio is NativeAudio.OPTIONAL:
            body["audio"] = shot.audio
        if sent.references:
            body["references"] = [{"uri": await _uri(path)} for path in sent.references]
        if sent.first_frame is None:
            return await self.api.order("text_to_video", body)
        body["promptImage"] = [await _frame(sent.first_frame, "first")]
        if sent.last_frame:
            body["promptImage"].append(await _frame(sent.last_frame, "last"))
        return await self.api.order("image_to_video", body)


async def _frame(picture: Path, position: Literal["first", "last"]) -> dict[str, str]:
    return {"uri": await _uri(picture), "position": position}


async def _uri(picture: Path) -> str:
    return data_url(await to_thread(picture.read_bytes))
