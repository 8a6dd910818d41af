"""What an input of the corpus is: a file or a text, how it is sent, and what is right."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.corpus.colours import CORNERS

Colour = tuple[int, int, int]
Maker = Callable[[Path], object]
"""Writes the file to the path."""


class Use(StrEnum):
    """As what an input is sent."""

    PICTURE = "picture"
    CLIP = "clip"
    TEXT = "text"
    MUSIC = "music"
    REFUSED = "refused"


@dataclass(frozen=True)
class Shown:
    """What frames show: these colours at the four corners, each channel within `within`, and grey around them.

    `on_backdrop`: the picture's ground is transparent, so the colours may be anywhere, and nothing is black.
    """

    corners: tuple[Colour, Colour, Colour, Colour] = CORNERS
    within: int = 8
    on_backdrop: bool = False


@dataclass(frozen=True)
class Heard:
    """What is heard: this tone, so much louder than the film's reference tone, within `within` decibels.

    `hertz` None: silence. `later` is the tone in the second half, if it is another.
    """

    hertz: float | None = 440
    level: float = 0.0
    within: float = 1.0
    later: float | None = None


@dataclass(frozen=True)
class Input:
    """One row of the table. `says` is a pattern of the message or warning; `headers` are sent with the file by URL."""

    name: str
    what: str
    use: Use
    make: Maker
    shown: Shown | None = None
    heard: Heard | None = None
    says: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    by_url: bool = False
    script: str = ""


def picture(name: str, what: str, make: Maker, shown: Shown | None = None, **headers: str) -> Input:
    """A picture of a scene. With headers it is fetched by URL, else uploaded."""
    given = {key.replace("_", "-"): value for key, value in headers.items()}
    return Input(name, what, Use.PICTURE, make, shown or Shown(), headers=given, by_url=bool(given))


def clip(
    name: str, what: str, make: Maker, shown: Shown | None = None, heard: Heard | None = None, says: str | None = None
) -> Input:
    """A clip of a scene, fetched by URL."""
    return Input(name, what, Use.CLIP, make, shown or Shown(within=12), heard, says)


def music(name: str, what: str, make: Maker, heard: Heard | None = None, says: str | None = None) -> Input:
    """The music of a film of its own, whose clip is silent."""
    return Input(name, what, Use.MUSIC, make, heard=heard or Heard(), says=says)


def refused(name: str, what: str, make: Maker, says: str) -> Input:
    """An upload that is answered with 422 and a message that says what it is."""
    return Input(name, what, Use.REFUSED, make, says=says)


def text(name: str, what: str, script: str) -> Input:
    """The script of a scene without a picture."""
    return Input(name, what, Use.TEXT, lambda path: path.write_text(script), script=script)
