"""Replicate's video models. SDK replicate 2.0.0b4; their inputs are at the sources in video_models.toml."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.base import Frozen
from domain.ports.video_and_image import CannotSay, Found, NotThere, Shot
from domain.vendors.video_capabilities import NativeAudio
from providers.common.vendor_models import PollingVideoModel
from providers.common.video_models import video_models
from providers.vendors.replicate.client import ReplicateApi


class _Inputs(Frozen):
    """The names of a model's inputs. `others` are always sent; `is_in_two_sizes`: its resolution follows the film's."""

    first_frame: str = "image"
    last_frame: str
    others: Mapping[str, object] = {}
    is_in_two_sizes: bool = False


_SEEDANCE = _Inputs(last_frame="last_frame_image", others={"resolution": "720p"})
_KLING = _Inputs(first_frame="start_image", last_frame="end_image", others={"mode": "pro"})
_VEO = _Inputs(last_frame="last_frame", is_in_two_sizes=True)
_INPUTS = {"bytedance": _SEEDANCE, "kwaivgi": _KLING, "google": _VEO}
"""By the models' owner."""


class ReplicateVideo(PollingVideoModel[ReplicateApi]):
    name = "replicate"
    api_type = ReplicateApi
    capabilities = video_models(name)
    models = tuple(capabilities)
    model = models[0]
    looked_at_together = 1000

    async def order(self, shot: Shot) -> str:
        sent, inputs = self.sent(shot), _INPUTS[shot.model.partition("/")[0]]
        given: dict[str, Any] = {
            **self._marks(shot),
            **inputs.others,
            "duration": self.seconds(shot),
            "aspect_ratio": self.size(shot),
        }
        if inputs.is_in_two_sizes:
            given["resolution"] = "1080p" if shot.format.is_large else "720p"
        if self.can(shot.model).audio is NativeAudio.OPTIONAL:
            given["generate_audio"] = shot.audio
        if sent.first_frame:
            given[inputs.first_frame] = await self.api.lend(sent.first_frame)
        if sent.last_frame:
            given[inputs.last_frame] = await self.api.lend(sent.last_frame)
        if sent.references:
            given["reference_images"] = await self._lent(sent.references)
        return await self.api.order(shot.model, given, self.news_url)

    async def _lent(self, pictures: tuple[Path, ...]) -> list[str]:
        return [await self.api.lend(picture) for picture in pictures]

    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere | CannotSay:
        """Of a model without a seed, another client of the account may have sent an equal order, and so may another
        take with a seed that was chosen: CannotSay."""
        answer = await self.api.find(shot.model, self._marks(shot), asked_at)
        is_marked = self.can(shot.model).seed and not shot.shares_seed
        return answer if is_marked or not isinstance(answer, Found) else CannotSay()

    def _marks(self, shot: Shot) -> dict[str, object]:
        """Return the inputs by which the order is recognised: the seed is usually the take's own."""
        marks: dict[str, object] = {"prompt": self.prompt(shot)}
        return marks | {"seed": shot.seed} if self.can(shot.model).seed else marks
