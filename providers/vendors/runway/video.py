"""Runway's video models, by image_to_video and text_to_video. SDK runwayml 5.24.0, which has the sizes."""

from asyncio import to_thread
from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from domain.base import Frozen
from domain.errors import InputRejected
from domain.ports.video_and_image import Shot
from providers.common.local_models import prompt_of
from providers.common.vendor_api import data_url
from providers.common.vendor_models import PollingVideoModel, nearest, whole_seconds
from providers.vendors.runway.client import LEAST_INTERVAL, RunwayApi, shortened

_HD = ("1280:720", "720:1280")
_FULL_HD = ("1920:1080", "1080:1920")
_GEN4 = ("1280:720", "720:1280", "1104:832", "960:960", "832:1104")
_SEEDANCE_FAST = ("1280:720", "1112:834", "960:960", "834:1112", "720:1280")
_SEEDANCE = (*_SEEDANCE_FAST, "1920:1080", "1664:1248", "1440:1440", "1248:1664", "1080:1920")


class _Model(Frozen):
    """A model's limits. `from_text` are the sizes without a still, if they differ, empty if there must be one.

    `units` limit the prompt (see `shortened`).
    """

    seconds: tuple[float, ...]
    sizes: tuple[str, ...]
    from_text: tuple[str, ...] | None = None
    units: int = 1000
    takes_seed: bool = True


_KLING = _Model(seconds=whole_seconds(3, 15), sizes=(*_HD, "960:960"), units=2500, takes_seed=False)
_VEO = _Model(seconds=(4, 6, 8), sizes=_HD + _FULL_HD)
_MODELS: Mapping[str, _Model] = {
    "gen4.5": _Model(seconds=whole_seconds(2, 10), sizes=_GEN4, from_text=_HD),
    "gen4_turbo": _Model(seconds=(5, 10), sizes=_GEN4, from_text=()),
    "veo3.1": _VEO,
    "veo3.1_fast": _VEO,
    "kling3.0_pro": _KLING.model_copy(update={"sizes": (*_FULL_HD, "1440:1440")}),
    "kling3.0_standard": _KLING,
    "seedance2": _Model(seconds=whole_seconds(4, 15), sizes=_SEEDANCE, units=3500),
    "seedance2_fast": _Model(seconds=whole_seconds(4, 15), sizes=_SEEDANCE_FAST, units=3500),
}


class RunwayVideo(PollingVideoModel[RunwayApi]):
    name = "runway"
    api_type = RunwayApi
    model = "gen4.5"
    models = tuple(_MODELS)
    lengths = {name: model.seconds for name, model in _MODELS.items()}
    least_interval = LEAST_INTERVAL

    @override
    def prompt(self, shot: Shot) -> str:
        return shortened(prompt_of(shot.text), _MODELS[shot.model].units)

    async def order(self, shot: Shot) -> str:
        seconds = self.seconds(shot)
        model = _MODELS[shot.model]
        body: dict[str, Any] = {
            "model": shot.model,
            "promptText": self.prompt(shot),
            "duration": seconds,
        }
        if model.takes_seed:
            body["seed"] = shot.seed
        if shot.first_frame:
            still = data_url(await to_thread(shot.first_frame.read_bytes))
            body["promptImage"] = [{"uri": still, "position": "first"}]
            return await self.api.order("image_to_video", body | {"ratio": nearest(model.sizes, shot.format)})
        sizes = model.sizes if model.from_text is None else model.from_text
        if not sizes:
            raise InputRejected(
                f"Runway's {shot.model} begins from a picture and this scene has none; give it one, or film with gen4.5"
            )
        return await self.api.order("text_to_video", body | {"ratio": nearest(sizes, shot.format)})
