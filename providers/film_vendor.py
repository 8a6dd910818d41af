"""What film vendors have in common: a still, a prompt, an order, looks at it, and a file to fetch."""

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from pathlib import Path

from domain.errors import InputRejected, TakeLost
from domain.frozen import Frozen
from domain.ports import Download, Progress, Shot, VideoModel
from domain.storyboard import SceneText

FIRST_LOOK = 1.0
"""Seconds after the order; each later look waits half as long again, up to `look_every`."""


class Filming(Frozen):
    """Not made yet; how far it is, from 0 to 1, where the vendor says."""

    progress: float | None = None


class Footage(Frozen):
    """Made. `headers` are what the vendor wants to see when it is fetched."""

    url: str
    headers: dict[str, str] = {}


class FilmVendor(VideoModel):
    """A vendor whose orders are looked at until they are done."""

    begins_from_a_still = True
    order_deadline = 60.0
    first_look = FIRST_LOOK
    look_every = 5.0

    def __init__(self, download: Download) -> None:
        self._download = download

    @abstractmethod
    async def look(self, order_id: str) -> Filming | Footage:
        """How the order stands. Errors: Transient, and Permanent when the vendor will not make it."""

    async def collect(self, order_id: str, shot: Shot, into: Path, progress: Progress) -> None:  # noqa: ARG002
        made = await until_made(lambda: self.look(order_id), self.first_look, self.look_every, progress)
        await fetch_made(self._download, made, into, self.name, "clip")


async def until_made(
    look: Callable[[], Awaitable[Filming | Footage]], first: float, every: float, progress: Progress | None = None
) -> Footage:
    """Looks at once, after `first` seconds, and then ever later up to `every`, until it is made."""
    wait = min(first, every)
    while isinstance(found := await look(), Filming):
        if progress and found.progress is not None:
            progress(found.progress)
        await asyncio.sleep(wait)
        wait = min(wait * 1.5, every)
    return found


async def fetch_made(download: Download, made: Footage, into: Path, vendor: str, what: str) -> None:
    """What the vendor made is at `into`. Errors: Transient, TakeLost when it cannot be had any more."""
    try:
        await download.fetch(made.url, into, made.headers)
    except InputRejected as error:
        raise TakeLost(
            f"{vendor} made the {what}, but it cannot be had any more: {error.message}; "
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
