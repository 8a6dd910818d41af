"""The port to video models, which film takes."""

from abc import ABC, abstractmethod
from datetime import datetime
from pathlib import Path

from domain.base import Frozen
from domain.film_format import FilmFormat
from domain.job.storyboard import SceneText
from domain.ports.order_lookup import CannotSay, Found, NotThere
from domain.ports.progress import ReportProgress


class Shot(Frozen):
    """One take as a video model needs it, with local files and an exact length and size.

    `key` identifies the order. `first_frame` is a JPEG of any size for a model that begins from a still; without it
    the model films from the text alone. `source_url` is where a clip that its client uploads is fetched from.
    """

    key: str
    model: str
    text: SceneText
    pictures: tuple[Path, ...] = ()
    first_frame: Path | None = None
    format: FilmFormat
    frames: int
    seed: int
    source_url: str | None = None


class VideoModel(ABC):
    """A video model, which films one shot. Ordering costs money, all else is free and may be repeated.

    `model` is used when a job names none. `queue` is the task queue where its takes are made. An order call without an
    answer is given up after `order_deadline` seconds.
    """

    name: str
    model: str
    models: tuple[str, ...]
    queue: str
    order_deadline: float
    begins_from_a_still: bool = False
    """Whether its shots have a `first_frame`, where there is an image."""

    def slot(self, model: str, seconds: float) -> float:  # noqa: ARG002
        """Return the seconds that it films, and charges, for a scene of that length.

        Errors: InputRejected when the scene is longer than anything that the model films.
        """
        return seconds

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
    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> None:
        """Wait until the clip is made and write it to `into`. May be repeated. Errors: Transient, Permanent."""

    @abstractmethod
    async def cancel(self, order_id: str) -> None:
        """Cancel the order if it still runs, else do nothing. Errors: Transient."""
