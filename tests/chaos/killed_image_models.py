"""Vendors' own image adapters, in a worker that dies while they draw."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

from domain.job.model import evolve
from domain.ports.download import Download
from domain.ports.image import ImageModel, ImageOrder
from domain.ports.order_lookup import CannotSay, Found, NotThere
from providers.vendors.openai.image import OpenAIImage
from providers.vendors.replicate.image import ReplicateImage
from providers.vendors.runway.image import RunwayImage
from runtime.settings import home_directory
from tests.chaos.killed_video_models import DyingDownload
from tests.chaos.kills import reaper_at
from tests.chaos.worker_kills import strike

FORGETFUL = "by one who cannot say"
"""Words in a prompt by which its picture is ordered from Runway, which cannot be asked what it was ordered."""

KEEPS_NOTHING = "by one who keeps nothing"
"""The same for OpenAI, which sends a picture once."""


class DyingPainter(ImageModel):
    """Replicate, or whom the prompt names."""

    name = ReplicateImage.name
    model = ReplicateImage.model
    models = ReplicateImage.models
    order_deadline = 5.0

    def __init__(self, usual: ImageModel, named: Mapping[str, ImageModel]) -> None:
        self._usual = usual
        self._named = named

    @classmethod
    def from_env(cls, download: Download) -> Self:
        dying = DyingDownload(download, "picture downloading")
        named = {FORGETFUL: RunwayImage.from_env(dying), KEEPS_NOTHING: OpenAIImage.from_env(dying)}
        return cls(ReplicateImage.from_env(dying), named)

    async def order(self, picture: ImageOrder, into: Path) -> str:
        await strike(reaper_at(home_directory()), "picture to be ordered")
        painter = self._painter(picture)
        order_id = await painter.order(evolve(picture, model=painter.model), into)
        await strike(reaper_at(home_directory()), "picture ordered, not saved")
        return order_id

    async def find(self, picture: ImageOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        return await self._painter(picture).find(picture, asked_at)

    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        await self._painter(picture).collect(order_id, picture, into)

    def _painter(self, picture: ImageOrder) -> ImageModel:
        return next((painter for words, painter in self._named.items() if words in picture.prompt), self._usual)
