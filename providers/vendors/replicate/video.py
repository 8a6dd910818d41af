"""Replicate's video models. https://replicate.com/bytedance/seedance-2.0/api, SDK replicate 2.0.0b4."""

from datetime import datetime
from typing import Any, Self

from domain.film_format import FPS
from domain.ports.download import Download
from domain.ports.order_lookup import CannotSay, Found, NotThere
from domain.ports.video import Shot
from domain.task_queues import vendor_queue
from providers.common.aspect_ratio import nearest
from providers.common.polling_video import Pending, PollingVideoModel, Ready, next_longer, prompt_of
from providers.vendors.replicate.client import ReplicateAccount, ReplicateSettings

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")
_SECONDS = tuple(float(seconds) for seconds in range(4, 16))
"""At most 15 by the schema; at least 4 by ByteDance's model card."""


class ReplicateVideo(PollingVideoModel):
    name = "replicate"
    model = "bytedance/seedance-2.0-fast"
    models = (model, "bytedance/seedance-2.0")
    queue = vendor_queue(name)
    look_every = 3.0

    def __init__(self, account: ReplicateAccount, download: Download) -> None:
        super().__init__(download)
        self._account = account

    @classmethod
    def from_env(cls, download: Download) -> Self:
        """Errors: AccountProblem when there is no key."""
        return cls(ReplicateAccount(ReplicateSettings()), download)

    def slot(self, model: str, seconds: float) -> float:
        return next_longer(_SECONDS, seconds, "Replicate", model)

    async def order(self, shot: Shot) -> str:
        given: dict[str, Any] = {
            **_marks(shot),
            "duration": int(self.slot(shot.model, shot.frames / FPS)),
            "resolution": "720p",
            "aspect_ratio": nearest(_RATIOS, shot.format),
        }
        if shot.first_frame:
            given["image"] = await self._account.lend(shot.first_frame)
        return await self._account.order(shot.model, given)

    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere | CannotSay:
        return await self._account.find(shot.model, _marks(shot), asked_at)

    async def look(self, order_id: str) -> Pending | Ready:
        return await self._account.look(order_id)

    async def cancel(self, order_id: str) -> None:
        await self._account.cancel(order_id)


def _marks(shot: Shot) -> dict[str, object]:
    """What no other take is ordered with: the seed is the take's own."""
    return {"prompt": prompt_of(shot.text), "seed": shot.seed}
