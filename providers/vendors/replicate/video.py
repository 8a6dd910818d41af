"""Replicate's video models. https://replicate.com/bytedance/seedance-2.0/api, SDK replicate 2.0.0b4."""

from datetime import datetime
from typing import Any

from domain.ports.video_and_image import CannotSay, Found, NotThere, Shot
from providers.common.vendor_models import PollingVideoModel, nearest, whole_seconds
from providers.vendors.replicate.client import ReplicateApi

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")


class ReplicateVideo(PollingVideoModel[ReplicateApi]):
    name = "replicate"
    api_type = ReplicateApi
    model = "bytedance/seedance-2.0-fast"
    models = (model, "bytedance/seedance-2.0")
    # At most 15 by the schema; at least 4 by ByteDance's model card.
    lengths = dict.fromkeys(models, whole_seconds(4, 15))
    looked_at_together = 1000

    async def order(self, shot: Shot) -> str:
        given: dict[str, Any] = {
            **self._marks(shot),
            "duration": self.seconds(shot),
            "resolution": "720p",
            "aspect_ratio": nearest(_RATIOS, shot.format),
        }
        if shot.first_frame:
            given["image"] = await self.api.lend(shot.first_frame)
        return await self.api.order(shot.model, given, self.news_url)

    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere | CannotSay:
        return await self.api.find(shot.model, self._marks(shot), asked_at)

    def _marks(self, shot: Shot) -> dict[str, object]:
        """Return the inputs by which the order is recognised: the seed is the take's own."""
        return {"prompt": self.prompt(shot), "seed": shot.seed}
