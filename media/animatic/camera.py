"""Camera moves: which part of a picture each frame shows, by shot type, transition and what a seed varies."""

from dataclasses import dataclass
from random import Random
from typing import Final, Self

from domain.film_format import Transition
from domain.job.storyboard import ShotType

_MOVES: Final = {
    ShotType.WIDE: (1.03, 1.15, 0.9),
    ShotType.MEDIUM: (1.0, 1.09, 0.35),
    ShotType.CLOSE_UP: (1.22, 1.40, 0.5),
    ShotType.PRODUCT: (1.0, 1.08, 0.0),
}
"""First and last zoom of a push in, and sideways travel as a part of the space that the zoom leaves."""

_PUNCH: Final = 0.05
_PUNCH_FRAMES: Final = 16
"""After a cut the zoom begins 5 % closer and settles within 16 frames."""


@dataclass(frozen=True)
class SceneVariation:
    """Two neighbouring seeds differ in `mirrored` and in `colour`.

    mirrored     the camera travels the other way; picture and text change places
    pulls_back   the camera pulls back instead of pushing in
    colour       which of the picture's colours is the accent
    centred      text is centred instead of beginning at the margin
    drift        0 to 1: how high the camera looks
    """

    mirrored: bool
    pulls_back: bool
    colour: int
    centred: bool
    drift: float

    @classmethod
    def of(cls, seed: int) -> Self:
        return cls(
            mirrored=seed % 2 == 1,
            pulls_back=seed // 2 % 2 == 1,
            colour=seed % 3,
            centred=seed // 4 % 2 == 0,
            drift=Random(str(seed)).random(),
        )


@dataclass(frozen=True)
class Viewport:
    """The part of a picture that is shown: 1/zoom of its size, at x and y from 0 (left, top) to 1 (right, bottom)."""

    zoom: float
    x: float
    y: float


@dataclass(frozen=True)
class CameraMove:
    """A move over `frames` frames. After a cut it begins with a punch, after a fade from rest."""

    shot_type: ShotType
    transition: Transition
    variation: SceneVariation
    frames: int

    @property
    def max_zoom(self) -> float:
        return _MOVES[self.shot_type][1] * (1 + self._punch)

    def viewport(self, frame: int, *, reverse: bool = False) -> Viewport:
        """Return what a frame shows. `reverse` plays the zoom backwards, for every second picture of a scene."""
        part = self._part(frame)
        push = 1 - part if self.variation.pulls_back != reverse else part
        start, end, travel = _MOVES[self.shot_type]
        zoom = start * (end / start) ** push * (1 + self._punch * (1 - ease_out(frame / _PUNCH_FRAMES)))
        return Viewport(zoom, 0.5 + travel * self._direction * (part - 0.5), 0.38 + 0.16 * self.variation.drift)

    def drift(self, frame: int) -> tuple[float, float]:
        """Return the backdrop's position, each coordinate from -1 to 1."""
        part = self._part(frame)
        return self._direction * (1 - 2 * part), 0.8 * (2 * part - 1)

    @property
    def _direction(self) -> int:
        return -1 if self.variation.mirrored else 1

    def _part(self, frame: int) -> float:
        part = frame / max(1, self.frames - 1)
        return part**1.5 if self.transition is Transition.FADE else part

    @property
    def _punch(self) -> float:
        return _PUNCH if self.transition is Transition.CUT else 0.0


def ease(part: float) -> float:
    """Map 0..1 to 0..1, slow at both ends."""
    part = min(max(part, 0.0), 1.0)
    return part * part * (3 - 2 * part)


def ease_out(part: float) -> float:
    """Map 0..1 to 0..1, fast at first."""
    return 1 - (1 - min(max(part, 0.0), 1.0)) ** 3
