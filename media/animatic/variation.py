"""What a seed changes, so that a scene can be filmed another way."""

from dataclasses import dataclass
from random import Random
from typing import Self


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
