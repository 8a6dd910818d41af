"""What a seed changes: the same scene, shot another way."""

from dataclasses import dataclass
from random import Random
from typing import Self


@dataclass(frozen=True)
class SceneVariation:
    """Two neighbouring seeds differ in camera direction and layout (`mirrored`) and in accent (`colour`).

    mirrored   the camera travels the other way, picture and text change places
    receding   the camera pulls back instead of pushing in
    colour     which of the picture's colours leads
    centred    text is centred instead of beginning at the margin
    drift      0 to 1: where exactly the camera looks
    """

    mirrored: bool
    receding: bool
    colour: int
    centred: bool
    drift: float

    @classmethod
    def of(cls, seed: int) -> Self:
        return cls(
            mirrored=seed % 2 == 1,
            receding=seed // 2 % 2 == 1,
            colour=seed % 3,
            centred=seed // 4 % 2 == 0,
            drift=Random(str(seed)).random(),
        )
