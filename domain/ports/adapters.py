"""What the steps need from the outside. Adapters inherit these; nothing above the edges knows which one it has."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from domain.base import Frozen
from domain.brief import AssetType
from domain.film_format import FilmFormat, Transition
from domain.job.storyboard import Plan, SceneText
from domain.ports.plan_request import PlanRequest

Progress = Callable[[float], None]
"""Told how far a long piece of work is, from 0 to 1."""


class Planner(ABC):
    """Writes storyboards."""

    name: str

    looks_at_pictures: bool = False
    """Whether the request is to hold the asset pictures too."""

    @abstractmethod
    async def plan(self, request: PlanRequest) -> Plan:
        """A storyboard within the request's limits. Errors: Transient, InputRejected, AccountProblem."""


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


class Found(Frozen):
    """The vendor has the order, under this id."""

    order_id: str


class NotThere(Frozen):
    """The vendor certainly does not have the order now. It may still be on its way."""


class CannotSay(Frozen):
    """This vendor offers no way to look an order up by our key."""


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
    async def collect(self, order_id: str, shot: Shot, into: Path, progress: Progress) -> None:
        """Wait until the clip is made and write it to `into`. Safe to run again. Errors: Transient, Permanent."""

    @abstractmethod
    async def cancel(self, order_id: str) -> None:
        """Stop the order if it still runs; one that is over or gone is not an error. Errors: Transient."""


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


class Blob(Frozen):
    """An object in storage."""

    key: str
    size: int
    content_type: str
    etag: str


class Storage(ABC):
    """Objects by key. A second put of a key replaces the first, whole or not at all."""

    @abstractmethod
    async def put(self, key: str, path: Path, content_type: str) -> Blob:
        """Stream a file into storage. Memory does not grow with the file."""

    @abstractmethod
    async def head(self, key: str) -> Blob | None:
        """What is stored under the key, without its bytes."""

    @abstractmethod
    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`, in slices. Raises NotFound before the first slice."""

    @abstractmethod
    async def fetch(self, key: str, into: Path) -> None:
        """Stream an object into a file. Raises NotFound."""

    @abstractmethod
    async def delete(self, key: str) -> None:
        """The key is gone; one that was not there is not an error."""

    @abstractmethod
    async def missing(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys under which nothing is stored."""

    @abstractmethod
    async def older_than(self, age: timedelta, after: str, limit: int) -> Sequence[str]:
        """Keys, in order and behind `after`, of objects that have been there for so long."""


class MediaKind(Frozen):
    """What the bytes of a file say it is."""

    type: AssetType
    content_type: str
    extension: str


class ClipFiles(Frozen):
    """A clip as the film is cut from it: exactly `frames` in `working`, the handle in `tail`, the sound beside."""

    working: Path
    tail: Path
    sound: Path | None
    frames: int


class CutClip(ClipFiles):
    """A clip in its place; `transition` is how it begins, `take` names it for ever."""

    transition: Transition
    take: UUID


class Editor(ABC):
    """Works on media files of this machine, in processes of its own that can be stopped."""

    @abstractmethod
    async def probe_file(self, path: Path) -> MediaKind:
        """What the file is. Errors: InputRejected when it is no image, video or sound."""

    @abstractmethod
    async def preview(self, path: Path, into: Path, side: int) -> None:
        """A JPEG of the picture, no side longer than `side` pixels. Errors: InputRejected when it cannot be opened."""

    @abstractmethod
    async def prepare(self, original: Path, folder: Path, frames: int, format: FilmFormat) -> ClipFiles:
        """The clip brought to the film's size, rate and length, as files in `folder`. Errors: TakeLost."""

    @abstractmethod
    async def cut(
        self, clips: tuple[CutClip, ...], out: Path, format: FilmFormat, music: Path | None, progress: Progress
    ) -> None:
        """The film of these clips, in order; its length is the sum of theirs."""


class Download(Protocol):
    """Fetches what a URL names, from the addresses it may go to."""

    async def fetch(self, url: str, into: Path, headers: Mapping[str, str] = ...) -> object:
        """Stream the URL into a file. `headers` are sent to its own host only.

        Errors: InputRejected when it cannot be had, Transient when time may help.
        """


class JobRuns(ABC):
    """The workflow runs of jobs, as the reconciler sees them."""

    @abstractmethod
    def open(self) -> AsyncIterator[UUID]:
        """Jobs that have an open run. Errors: Transient."""

    @abstractmethod
    async def wake(self, job_id: UUID) -> None:
        """The job has a run that asks what is due: started, nudged, or put in place of one that cannot go on.

        Errors: Transient.
        """


class TaskRuns(ABC):
    """The workflow runs of save-scenario tasks."""

    @abstractmethod
    async def save_scenario(self, task_id: UUID) -> None:
        """The task has a run. Starting twice is starting once. Errors: Transient."""
