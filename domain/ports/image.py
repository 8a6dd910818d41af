"""The port to image models, which draw first frames of takes and pictures of saved scenes."""

from abc import ABC, abstractmethod
from datetime import datetime
from pathlib import Path

from domain.base import Frozen
from domain.film_format import FilmFormat
from domain.ports.order_lookup import CannotSay, Found, NotThere


class ImageOrder(Frozen):
    """One image as an image model needs it. `references` are JPEGs of what it is to show."""

    key: str
    model: str
    prompt: str
    references: tuple[Path, ...] = ()
    format: FilmFormat
    seed: int


class ImageModel(ABC):
    """An image model, which draws one image. Ordering costs money, all else is free and may be repeated."""

    name: str
    model: str
    models: tuple[str, ...]
    order_deadline: float

    @abstractmethod
    async def order(self, picture: ImageOrder, into: Path) -> str:
        """Send the order once, and return its id, prefixed by the vendor. Errors: as `VideoModel.order`.

        If the vendor's answer is the image itself, write it to `into`.
        """

    @abstractmethod
    async def find(self, picture: ImageOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        """Look up an order that was perhaps taken since `asked_at`. It has no references. Errors: Transient."""

    @abstractmethod
    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        """Wait until the image is drawn and write it to `into`. May be repeated. Errors: Transient, Permanent.

        TakeLost when the image was the vendor's answer to the order, and that answer is lost.
        """
