"""Image models whose vendor answers an order with the picture itself."""

from abc import abstractmethod
from asyncio import to_thread
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Generic, Self, TypeVar, cast

from typing_extensions import override

from domain import timeouts
from domain.errors import InputRejected, TakeLost
from domain.ports.storage import Download
from domain.ports.video_and_image import CannotSay, ImageModel, ImageOrder
from providers.common.vendor_api import VendorApi

Api = TypeVar("Api", bound=VendorApi)


class ImmediateImageModel(ImageModel, Generic[Api]):
    """An image model that keeps no picture and lists none: one whose answer is lost cannot be had again."""

    api_type: ClassVar[type[VendorApi]]
    order_deadline = timeouts.IMMEDIATE_IMAGE

    def __init__(self, api: Api) -> None:
        self.api = api

    @classmethod
    def from_env(cls, _: Download) -> Self:
        """Errors: AccountProblem when the environment has no key."""
        return cls(cast(Api, cls.api_type.from_env(timeouts.IMMEDIATE_IMAGE)))

    @abstractmethod
    async def draw(self, picture: ImageOrder) -> bytes:
        """Order the picture and return it. Errors: as `ImageModel.order`."""

    async def order(self, picture: ImageOrder, into: Path) -> str:
        if picture.model not in self.models:
            vendor = self.api.account.vendor
            raise InputRejected(f"{vendor} has no image model {picture.model} here; there is {', '.join(self.models)}")
        drawn = await self.draw(picture)
        await to_thread(into.write_bytes, drawn)
        return f"{self.name}-{picture.key}"

    @override
    async def find(self, picture: ImageOrder, asked_at: datetime) -> CannotSay:
        return CannotSay()

    @override
    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        vendor = self.api.account.vendor
        raise TakeLost(f"{vendor} answers with the picture itself and keeps none: {order_id} is gone; draw it again")
