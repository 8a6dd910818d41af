"""The port to image models, which draw first frames of takes and pictures of saved scenes."""

from abc import ABC, abstractmethod
from datetime import datetime
from pathlib import Path

from domain.base import Frozen
from domain.film_format import FilmFormat
from domain.ports.order_lookup import CannotSay, Found, NotThere


class ImageOrder(Frozen):
    """One picture as an image model needs it. `references` are JPEGs: what is to be seen in it."""

    key: str
    model: str
    prompt: str
    references: tuple[Path, ...] = ()
    format: FilmFormat
    seed: int


class ImageModel(ABC):
    """Draws one picture. Ordering costs money, everything else is free to repeat."""

    name: str
    model: str
    models: tuple[str, ...]
    order_deadline: float

    @abstractmethod
    async def order(self, picture: ImageOrder, into: Path) -> str:
        """The vendor took the order; its id, prefixed by the vendor. Sends once.

        A vendor that answers with the picture itself has it written to `into`. Errors: as `VideoModel.order`.
        """

    @abstractmethod
    async def find(self, picture: ImageOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        """Look for the order that may have been taken since `asked_at`. It has no references. Errors: Transient."""

    @abstractmethod
    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        """Wait until the picture is drawn and write it to `into`. Safe to run again. Errors: Transient, Permanent.

        TakeLost when the vendor answered with the picture itself and that answer is gone.
        """
