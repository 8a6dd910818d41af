"""The ports to video models, which film takes, to image models, which draw stills and pictures of saved scenes, and to
our own renderer."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Protocol
from uuid import UUID

from domain.base import Frozen, ReportProgress
from domain.brief import Brand, CaptionStyle
from domain.errors import InputRejected
from domain.film_format import FilmFormat
from domain.job.sound.speech import SpokenWord
from domain.job.storyboard import SceneText
from domain.job.takes.left_out import LeftOut
from domain.vendors.video_capabilities import VideoCapabilities


class Found(Frozen):
    """The vendor has the order that was looked up by our key."""

    order_id: str


class NotThere(Frozen):
    """The vendor certainly does not have the order yet. It may still be on its way."""


class CannotSay(Frozen):
    """This vendor offers no way to look an order up by our key."""


class VendorModel(ABC):
    """A model at a vendor, or one of ours. Ordering costs money, all else is free and may be repeated.

    `model` is used when a job names none. An order call without an answer is given up after `order_deadline` seconds.
    """

    name: str
    model: str
    models: tuple[str, ...]
    order_deadline: float

    async def close(self) -> None:
        """Close kept connections."""
        return


class Pending(Frozen):
    """An order that is not made yet. `progress` is from 0 to 1, None if the vendor does not tell it."""

    progress: float | None = None


class Output(Frozen):
    """Where the vendor's output is downloaded from, sending these `headers`, and which version of its model made it."""

    url: str
    headers: dict[str, str] = {}
    model_version: str | None = None


OnStates = Callable[[Mapping[str, Pending | None]], None]
"""Receives the states of orders by their ids, as one answer of the vendor says: None for one that has ended."""


def ignore_states(_: Mapping[str, Pending | None]) -> None:
    """Do nothing: the caller waits for the states of all orders."""


class PolledModel(VendorModel):
    """A model at a vendor whose orders are looked at until they are done.

    An order that has not ended after `patience` seconds is a failure that time may mend. `pending` of up to
    `looked_at_together` orders takes some seconds at most.
    """

    patience: float
    looked_at_together: int
    news_url: str | None = None
    """Where the vendor may post that an order has ended, if it offers that."""

    @abstractmethod
    async def look(self, order_id: str) -> Pending | Output:
        """Return how the order stands. Errors: Transient, and Permanent when the vendor will not make it."""

    @abstractmethod
    async def pending(self, order_ids: Sequence[str], on_states: OnStates = ignore_states) -> Mapping[str, Pending]:
        """Return those of the orders that are still being made. `on_states` receives what each answer about many says.

        One that is missing has ended, has failed, or could not be looked at: a `look` says which. Requests are paced,
        so this may be repeated without a pause. Errors: Transient when the vendor does not answer, or not now.
        """

    @abstractmethod
    async def download(self, output: Output, into: Path) -> None:
        """Download what was made. Errors: Transient, and TakeLost when the vendor does not have it any more."""


LOGO_FILE = "logo-"
"""What the name of a logo's file begins with; its asset's id follows."""


def logo_asset(file: Path) -> UUID | None:
    """Return the id of the asset that the logo in the file is; None if its name does not say that."""
    with suppress(ValueError):
        return UUID(file.name.removeprefix(LOGO_FILE))
    return None


class Shot(Frozen):
    """One take as a video model needs it, with local files and an exact length and size.

    `key` identifies the order. `pictures` are named by the ids of their assets. `first_frame` is a JPEG of any size
    for a model that begins from a still; without it the model films from the text alone. `last_frame` is the JPEG on
    which it ends, `references` are JPEGs of what it is to show. `audio`: with the model's own sound. `shares_seed`:
    another take may have the same words and seed, so that an order cannot be told by them. `source_url` is
    where a clip that its client uploads is fetched from. The animatic writes the script in step with `words`, which
    are timed in seconds of the clip; `caption_style` is that of captions which are a part of the picture. It has the
    colours of `brand`, or of the `brand_picture` where that names none and the scene is the last or has no picture; and
    shows the `logo` in its corner.
    """

    key: str
    model: str
    text: SceneText
    pictures: tuple[Path, ...] = ()
    first_frame: Path | None = None
    last_frame: Path | None = None
    references: tuple[Path, ...] = ()
    audio: bool = False
    format: FilmFormat
    frames: int
    seed: int
    shares_seed: bool = False
    source_url: str | None = None
    words: tuple[SpokenWord, ...] = ()
    caption_style: CaptionStyle | None = None
    brand: Brand | None = None
    brand_picture: Path | None = None
    logo: Path | None = None


class Collected(Frozen):
    """What is known of a clip that was collected: what our own renderer left out of it, and which version of its model
    the vendor says that made it."""

    left_out: tuple[LeftOut, ...] = ()
    model_version: str | None = None


class VideoModel(VendorModel):
    """A video model, which films one shot. `queue` is the task queue where its takes are made.

    `capabilities` are what its models can do, by their names.
    """

    queue: str
    capabilities: ClassVar[Mapping[str, VideoCapabilities]] = {}
    begins_from_a_still: bool = False
    """Whether its shots have a `first_frame`, where there is an image."""

    def can(self, model: str) -> VideoCapabilities:
        """Return what the model can do. Errors: InputRejected when there is no such model."""
        if model in self.capabilities:
            return self.capabilities[model]
        vendor, models = self.name.capitalize(), ", ".join(self.models)
        raise InputRejected(f"{vendor} has no model {model} here; choose one of {models}")

    def slot(self, model: str, seconds: float) -> float:  # noqa: ARG002
        """Return the seconds that it films, and charges, for a scene. Errors: InputRejected when that is too long."""
        return seconds

    def prompt(self, shot: Shot) -> str | None:  # noqa: ARG002
        """Return the words that an order of the shot sends; None if it sends none. Orders use this very text."""
        return None

    @abstractmethod
    async def order(self, shot: Shot) -> str:
        """Send the order once, and return its id, prefixed by the vendor.

        Errors: NotAccepted when it certainly did not take it, InputRejected or AccountProblem when it refused,
        OutcomeUnknown for every other lost or unclear answer.
        """

    @abstractmethod
    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere | CannotSay:
        """Look up an order that was perhaps taken since `asked_at`. The shot has no pictures. Errors: Transient."""

    @abstractmethod
    async def cancel(self, order_id: str) -> None:
        """Cancel the order if it still runs, else do nothing. Errors: Transient."""


class LocalVideoModel(VideoModel):
    """A video model that is no vendor's: the clip is made, or fetched, where it is collected."""

    @abstractmethod
    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> Collected:
        """Make the clip and write it to `into`. May be repeated. Errors: Transient, Permanent."""


class Animatic(Protocol):
    """Our own renderer, which draws a shot from its words and pictures, without a vendor and at no cost."""

    async def draw_clip(self, shot: Shot, into: Path, progress: ReportProgress) -> tuple[LeftOut, ...]:
        """Write the shot as a silent working clip with its handle. Return what cannot be drawn, and is left out.

        Errors: InputRejected when drawing needs too much time or memory.
        """

    async def draw_still(self, shot: Shot, into: Path) -> None:
        """Write a frame of the shot in which its words are readable as a JPEG. Errors: as `draw_clip`."""


class ImageOrder(Frozen):
    """One image as an image model needs it. `references` are JPEGs of what it is to show."""

    key: str
    model: str
    prompt: str
    references: tuple[Path, ...] = ()
    format: FilmFormat
    seed: int


class ImageModel(VendorModel):
    """An image model, which draws one image."""

    def prompt(self, picture: ImageOrder) -> str:
        """Return the words that an order of the image sends."""
        return picture.prompt

    @abstractmethod
    async def order(self, picture: ImageOrder, into: Path) -> str:
        """Order as `VideoModel.order` does. If the vendor's answer is the image itself, write it to `into`."""

    @abstractmethod
    async def find(self, picture: ImageOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        """Look up an order that was perhaps taken since `asked_at`. It has no references. Errors: Transient."""

    @abstractmethod
    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        """Wait until the image is drawn and write it to `into`. May be repeated. Errors: Transient, Permanent.

        TakeLost when the image was the vendor's answer to the order, and that answer is lost.
        """
