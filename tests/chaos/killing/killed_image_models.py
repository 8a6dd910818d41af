"""Vendors' own image adapters, in a worker that is killed while they are used."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

from typing_extensions import override

from domain.base import evolve
from domain.ports.storage import Download
from domain.ports.video_and_image import CannotSay, Found, ImageModel, ImageOrder, NotThere
from providers.vendors.openai.image import OpenAIImage
from providers.vendors.replicate.image import ReplicateImage
from providers.vendors.runway.image import RunwayImage
from runtime.settings.settings import home_directory
from tests.chaos.killing.killed_video_models import KilledDownload, KilledReplicateApi
from tests.chaos.killing.kills import killer_of_stack
from tests.chaos.killing.worker_kills import kill_at

CANNOT_FIND_ORDERS = "by one who cannot say"
"""Words in a prompt that send its order to Runway, which cannot look up an order by our key."""

SENDS_PICTURES_ONCE = "by one who keeps nothing"
"""Words in a prompt that send its order to OpenAI, which sends a picture only in its first answer."""


class KilledImageModel(ImageModel):
    """Orders at Replicate, or at the vendor that words in the prompt name."""

    name = ReplicateImage.name
    model = ReplicateImage.model
    models = ReplicateImage.models
    order_deadline = 5.0

    def __init__(self, usual: ImageModel, named: Mapping[str, ImageModel]) -> None:
        self._usual = usual
        self._named = named

    @classmethod
    def from_env(cls, download: Download) -> Self:
        killed = KilledDownload(download, "picture downloading")
        named = {CANNOT_FIND_ORDERS: RunwayImage.from_env(killed), SENDS_PICTURES_ONCE: OpenAIImage.from_env(killed)}
        return cls(ReplicateImage.from_env(killed), named)

    async def order(self, picture: ImageOrder, into: Path) -> str:
        await kill_at(killer_of_stack(home_directory()), "picture to be ordered")
        image_model = self._image_model(picture)
        order_id = await image_model.order(evolve(picture, model=image_model.model), into)
        await kill_at(killer_of_stack(home_directory()), "picture ordered, not saved")
        return order_id

    async def find(self, picture: ImageOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        return await self._image_model(picture).find(picture, asked_at)

    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        await self._image_model(picture).collect(order_id, picture, into)

    def _image_model(self, picture: ImageOrder) -> ImageModel:
        return next((image_model for words, image_model in self._named.items() if words in picture.prompt), self._usual)


class KilledReplicateImage(ReplicateImage):
    """Replicate's pictures, whose orders are polled."""

    @classmethod
    def from_env(cls, download: Download) -> Self:
        return cls(KilledReplicateApi.from_env(), KilledDownload(download, "picture downloading"))

    @override
    async def order(self, picture: ImageOrder, into: Path) -> str:
        await kill_at(killer_of_stack(home_directory()), "picture to be ordered")
        order_id = await super().order(picture, into)
        await kill_at(killer_of_stack(home_directory()), "picture ordered, not saved")
        return order_id


class KilledOpenAIImage(OpenAIImage):
    """OpenAI's pictures, which are its answer to the order."""

    order_deadline = 5.0

    @override
    async def order(self, picture: ImageOrder, into: Path) -> str:
        await kill_at(killer_of_stack(home_directory()), "picture to be ordered")
        order_id = await super().order(picture, into)
        await kill_at(killer_of_stack(home_directory()), "picture ordered, not saved")
        return order_id
