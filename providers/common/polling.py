"""Video and image models whose orders are polled until they are done, and then downloaded."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Generic, Self, TypeVar, cast

from typing_extensions import override

from domain import timeouts
from domain.errors import InputRejected, TakeLost, Transient
from domain.job.storyboard import TEXT_FIELDS, SceneText
from domain.ports.progress import ReportProgress
from domain.ports.storage import Download
from domain.ports.video_and_image import CannotSay, Found, ImageModel, ImageOrder, NotThere, Shot, VideoModel
from providers.common.vendor_api import OrderApi, Pending

_SUBJECT = ("description", "visual", "script")
_HEARD = ("audio", "music", "dialog")

Api = TypeVar("Api", bound=OrderApi)
Value = TypeVar("Value")


class Polling(Generic[Api]):
    """Polling of one vendor's orders. Times are in seconds.

    The second look is `first_look` after the first; each pause is half as long again, up to `look_every`. An order that
    has not ended after `patience` is a failure that time may mend: `giveUpAfter` ends it.
    """

    name: str
    api_type: ClassVar[type[OrderApi]]
    order_deadline = timeouts.ORDER
    first_look = 1.0
    look_every = 5.0
    patience = timeouts.FINISH_ORDER

    def __init__(self, api: Api, download: Download) -> None:
        self.api = api
        self._download = download

    @classmethod
    def from_env(cls, download: Download) -> Self:
        """Errors: AccountProblem when the environment has no key."""
        return cls(cast(Api, cls.api_type.from_env()), download)

    async def fetch(self, order_id: str, into: Path, what: str, progress: ReportProgress | None = None) -> None:
        """Wait until the order is done, then download it.

        Errors: Transient, Permanent when the vendor will not make it, TakeLost when it cannot be downloaded.
        """
        began, pause = time.monotonic(), min(self.first_look, self.look_every)
        while isinstance(found := await self.api.look(order_id), Pending):
            if progress and found.progress is not None:
                progress(found.progress)
            if time.monotonic() - began >= self.patience:
                raise Transient(f"{self.name} took this order and has not ended it in {self.patience:g} s")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, self.look_every)
        try:
            await self._download.fetch(found.url, into, found.headers, self.api.account.base_url)
        except InputRejected as error:
            raise TakeLost(
                f"{self.name} made the {what}, but it cannot be fetched: {error.message}; "
                "regenerate the scene to have it made again"
            ) from error


class PollingVideoModel(Polling[Api], VideoModel):
    """A video model whose orders are polled."""

    begins_from_a_still = True

    @override
    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere | CannotSay:
        """Unless a vendor overrides this, its orders cannot be listed."""
        return CannotSay()

    @override
    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> None:
        await self.fetch(order_id, into, "clip", progress)

    async def cancel(self, order_id: str) -> None:
        await self.api.cancel(order_id)


class PollingImageModel(Polling[Api], ImageModel):
    """An image model whose orders are polled."""

    @override
    async def find(self, picture: ImageOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        """Unless a vendor overrides this, its orders cannot be listed."""
        return CannotSay()

    @override
    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        await self.fetch(order_id, into, "picture")


def prompt_of(text: SceneText) -> str:
    """Return the scene in words for a video model: what is seen first, what is heard last."""
    lines = [text.visual or text.description, f"Shot: {text.shot_type}"]
    seen = [name for name in TEXT_FIELDS if name not in (*_SUBJECT, *_HEARD)]
    lines += [f"{name.capitalize()}: {words}" for name in (*seen, *_HEARD) if (words := getattr(text, name))]
    return "\n".join(filter(None, lines))


def known_model(models: Mapping[str, Value], name: str, vendor: str) -> Value:
    """Return the facts of a model. Errors: InputRejected when the vendor has no such model here."""
    if name not in models:
        raise InputRejected(f"{vendor} has no model {name} here; choose one of {', '.join(models)}")
    return models[name]


def whole_seconds(first: int, last: int) -> tuple[float, ...]:
    """Return the lengths of a model that films any number of whole seconds from `first` to `last`."""
    return tuple(float(second) for second in range(first, last + 1))


def next_longer(lengths: Sequence[float], seconds: float, vendor: str, model: str) -> float:
    """Return the shortest of the lengths that holds so many seconds. Errors: InputRejected when none does."""
    for length in sorted(lengths):
        if length >= seconds - 1e-6:
            return length
    raise InputRejected(
        f"{vendor}'s {model} films {max(lengths):g} s at most and the scene is {seconds:g} s long; "
        "make the scene shorter, or split it"
    )
