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
    """One take as a video model needs it: a text, pictures on this machine, an exact length and size.

    `first_frame` is a JPEG, in any shape, for a model that begins from a still; None: it films from the text alone.
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
    """Where a clip that its client brings is fetched from."""


class VideoModel(ABC):
    """Films one shot. Ordering costs money, everything else is free to repeat."""

    name: str
    model: str
    """What it films with when a job names no model."""

    models: tuple[str, ...]
    queue: str
    """The task queue on which its takes are made: where its limits hold."""

    order_deadline: float
    """Seconds after which an order call that has no answer is given up."""

    begins_from_a_still: bool = False
    """Whether its shots have a `first_frame`, where there is a picture."""

    def slot(self, model: str, seconds: float) -> float:  # noqa: ARG002
        """The seconds that it films, and charges, for a scene of that length.

        Errors: InputRejected when the scene is longer than anything that the model films.
        """
        return seconds

    @abstractmethod
    async def order(self, shot: Shot) -> str:
        """The vendor took the order; its id, prefixed by the vendor. Sends once.

        Errors: NotAccepted when it certainly did not take it, InputRejected or AccountProblem when it refused,
        OutcomeUnknown for every other lost or unclear answer.
        """

    @abstractmethod
    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere | CannotSay:
        """Look for the order that may have been taken since `asked_at`. The shot has no pictures. Errors: Transient."""

    @abstractmethod
    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> None:
        """Wait until the clip is made and write it to `into`. Safe to run again. Errors: Transient, Permanent."""

    @abstractmethod
    async def cancel(self, order_id: str) -> None:
        """Stop the order if it still runs; one that is over or gone is not an error. Errors: Transient."""
