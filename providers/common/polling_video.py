"""What film vendors have in common: a still, a prompt, an order, looks at it, and a file to fetch."""

import asyncio
import time
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from pathlib import Path

from domain.base import Frozen
from domain.errors import InputRejected, TakeLost, Transient
from domain.job.storyboard import SceneText
from domain.ports.download import Download
from domain.ports.progress import ReportProgress
from domain.ports.video import Shot, VideoModel

FIRST_LOOK = 1.0
"""Seconds after the order; each later look waits half as long again, up to `look_every`."""

PATIENCE = 30 * 60.0
"""Seconds after which an order that does not end is a failure that time may mend: `giveUpAfter` ends it."""


class Pending(Frozen):
    """Not made yet; how far it is, from 0 to 1, where the vendor says."""

    progress: float | None = None


class Ready(Frozen):
    """Made. `headers` are what the vendor wants to see when it is fetched."""

    url: str
    headers: dict[str, str] = {}


class PollingVideoModel(VideoModel):
    """A vendor whose orders are looked at until they are done."""

    begins_from_a_still = True
    order_deadline = 60.0
    first_look = FIRST_LOOK
    look_every = 5.0
    patience = PATIENCE

    def __init__(self, download: Download) -> None:
        self._download = download

    @abstractmethod
    async def look(self, order_id: str) -> Pending | Ready:
        """How the order stands. Errors: Transient, and Permanent when the vendor will not make it."""

    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> None:  # noqa: ARG002
        wait = Wait(first=self.first_look, every=self.look_every, patience=self.patience)
        made = await until_made(lambda: self.look(order_id), wait, self.name, progress)
        await fetch_made(self._download, made, into, self.name, "clip")


class Wait(Frozen):
    """In seconds: before the second look, between late ones, and in all."""

    first: float
    every: float
    patience: float


async def until_made(
    look: Callable[[], Awaitable[Pending | Ready]], wait: Wait, vendor: str, progress: ReportProgress | None = None
) -> Ready:
    """Looks at once, and then ever later, until it is made. Errors: Transient when that takes too long."""
    began, pause = time.monotonic(), min(wait.first, wait.every)
    while isinstance(found := await look(), Pending):
        if progress and found.progress is not None:
            progress(found.progress)
        if time.monotonic() - began >= wait.patience:
            raise Transient(f"{vendor} took this order and has not ended it in {wait.patience:g} s")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, wait.every)
    return found


async def fetch_made(download: Download, made: Ready, into: Path, vendor: str, what: str) -> None:
    """What the vendor made is at `into`. Errors: Transient, TakeLost when it cannot be had any more."""
    try:
        await download.fetch(made.url, into, made.headers)
    except InputRejected as error:
        raise TakeLost(
            f"{vendor} made the {what}, but it cannot be fetched: {error.message}; "
            "regenerate the scene to have it made again"
        ) from error


def prompt_of(text: SceneText) -> str:
    """The scene in words, for a model that films: what is seen first, what is heard last."""
    parts = {
        "": text.visual or text.description,
        "Shot": text.shot_type,
        "Camera": text.camera,
        "Lighting": text.lighting,
        "Effects": text.effects,
        "Audio": text.audio,
        "Music": text.music,
        "Dialog": text.dialog,
    }
    return "\n".join(f"{name}: {said}" if name else said for name, said in parts.items() if said)


def next_longer(slots: tuple[float, ...], seconds: float, vendor: str, model: str) -> float:
    """The shortest of the slots that holds so many seconds. Errors: InputRejected when none does."""
    for slot in sorted(slots):
        if slot >= seconds - 1e-6:
            return slot
    raise InputRejected(
        f"{vendor}'s {model} films {max(slots):g} s at most and the scene is {seconds:g} s long; "
        "make the scene shorter, or split it"
    )
