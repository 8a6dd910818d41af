"""The camera: where it looks in each frame, told by shot type, transition and variation."""

import math
from dataclasses import dataclass
from typing import Final

from domain.film_format import Transition
from domain.job.storyboard import ShotType
from media.animatic.variation import SceneVariation

_ZOOMS: Final = {
    ShotType.WIDE: (1.03, 1.15),
    ShotType.MEDIUM: (1.0, 1.09),
    ShotType.CLOSE_UP: (1.22, 1.40),
    ShotType.PRODUCT: (1.0, 1.08),
}
"""From and to, when the camera pushes in."""

_TRAVEL: Final = {ShotType.WIDE: 0.9, ShotType.MEDIUM: 0.35, ShotType.CLOSE_UP: 0.5, ShotType.PRODUCT: 0.0}
"""Sideways, as a part of the room that the zoom leaves."""

_PUNCH: Final = 0.05
_PUNCH_FRAMES: Final = 16


@dataclass(frozen=True)
class View:
    """A part of a picture: 1/zoom of its size, placed by x and y from 0 (left, top) to 1 in the room that is left."""

    zoom: float
    x: float
    y: float


@dataclass(frozen=True)
class CameraMove:
    """A move over `frames` frames. A cut lands with a punch, a cross-fade moves already, a fade starts from rest."""

    shot_type: ShotType
    transition: Transition
    variation: SceneVariation
    frames: int

    @property
    def closest(self) -> float:
        """The largest zoom that any frame asks for."""
        punch = _PUNCH if self.transition is Transition.CUT else 0.0
        return _ZOOMS[self.shot_type][1] * (1 + punch)

    def view(self, frame: int, *, backwards: bool = False) -> View:
        """What is seen in a frame. `backwards` plays the move from its end, for every second picture of a scene."""
        part = self._part(frame)
        push = 1 - part if self.variation.receding != backwards else part
        start, end = _ZOOMS[self.shot_type]
        zoom = start * (end / start) ** push * (1 + self._punch(frame))
        way = -1 if self.variation.mirrored else 1
        travel = _TRAVEL[self.shot_type] * way * (part - 0.5)
        return View(zoom, 0.5 + travel, 0.38 + 0.16 * self.variation.drift)

    def drift(self, frame: int) -> tuple[float, float]:
        """Where the backdrop stands, each from -1 to 1."""
        part = self._part(frame)
        way = -1 if self.variation.mirrored else 1
        return way * (1 - 2 * part), 0.8 * (2 * part - 1)

    def _part(self, frame: int) -> float:
        part = frame / max(1, self.frames - 1)
        return part**1.5 if self.transition is Transition.FADE else part

    def _punch(self, frame: int) -> float:
        if self.transition is not Transition.CUT or frame >= _PUNCH_FRAMES:
            return 0.0
        return _PUNCH * (1 - ease_out(frame / _PUNCH_FRAMES))


def ease(part: float) -> float:
    """0 to 1, slow at both ends."""
    part = min(max(part, 0.0), 1.0)
    return part * part * (3 - 2 * part)


def ease_out(part: float) -> float:
    """0 to 1, quick at first."""
    return 1 - math.pow(1 - min(max(part, 0.0), 1.0), 3)
