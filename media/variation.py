"""What a seed changes: the same scene, shot another way."""

from dataclasses import dataclass
from random import Random
from typing import Final, Self

_HUE_STEPS: Final = (0.0, 1 / 14, -1 / 14)


@dataclass(frozen=True)
class Variation:
    """Two neighbouring seeds differ in camera direction and layout (`mirrored`) and in accent (`hue_turn`).

    mirrored   the camera travels the other way, picture and text change places
    receding   the camera pulls back instead of pushing in
    hue_turn   how far the accent moves on the colour wheel, in turns
    centred    text is centred instead of beginning at the margin
    drift      0 to 1: where exactly the camera looks
    """

    mirrored: bool
    receding: bool
    hue_turn: float
    centred: bool
    drift: float

    @classmethod
    def of(cls, seed: int) -> Self:
        return cls(
            mirrored=seed % 2 == 1,
            receding=seed // 2 % 2 == 1,
            hue_turn=_HUE_STEPS[seed % 3],
            centred=seed // 4 % 2 == 0,
            drift=Random(str(seed)).random(),
        )
