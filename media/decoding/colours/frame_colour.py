"""What the colours of a video's frame mean, and the filters that bring them to BT.709."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import av
import numpy as np

from media.decoding.colours.colour_spaces import ColourSpace, Transfer, coded_space, film_light
from media.decoding.streams.filters import Filter

_BT709, _BT601, _YCGCO, _BT2020 = 1, 6, 8, 9
_MATRICES: Final = (_BT709, 4, 5, _BT601, 7, _BT2020, 10)
"""H.273's MatrixCoefficients that libswscale knows."""

_DERIVED_FROM_PRIMARIES: Final = 12
_UNSPECIFIED, _LIMITED, _FULL = 0, 1, 2

_GROUND: Final = (252, 252, 250)
"""Paper, as the animatic's studio has it, under what is transparent."""

_LUT_POINTS: Final = 33
_CURVE_POINTS: Final = 16_384


@dataclass(frozen=True)
class FrameColour:
    """What the values of a frame mean."""

    matrix: int
    """H.273's MatrixCoefficients, of those that libswscale knows. Of no meaning for RGB and grey."""

    range: int
    """1 is limited, 2 is full; 0 of RGB, and of grey that does not say."""

    space: ColourSpace | None
    """None if the film shows the frame's RGB as it is."""

    has_alpha: bool

    def to_opaque(self) -> Iterator[Filter]:
        """Yield filters that lay a frame with alpha, which is not premultiplied, on a light ground."""
        if self.has_alpha:
            yield "format", "gbrap"
            yield "premultiply", "inplace=1"
            # Now the alpha is what is to be seen of the ground, and is added to each channel by its part.
            yield "lutrgb", "a=negval"
            red, green, blue = (level / 255 for level in _GROUND)
            yield "colorchannelmixer", f"ra={red:.5f}:ga={green:.5f}:ba={blue:.5f}"
            yield "format", "gbrp"

    def to_bt709(self) -> Iterator[Filter]:
        """Yield filters that convert the light that the values stand for."""
        if self.space is not None:
            # Light is a smooth function of the values, if it is clipped after it was interpolated.
            yield "format", "gbrap16le" if self.has_alpha else "gbrp16le"
            yield "lut3d", _light_table(self.space)
            yield "lut1d", _value_table(self.space.transfer)


def frame_colour(frame: av.VideoFrame) -> FrameColour:
    """Return what a frame means; what it does not say is guessed as players do."""
    format, matrix = frame.format, frame.colorspace
    is_rgb = format.is_rgb or format.has_palette or matrix == _YCGCO
    if matrix == _DERIVED_FROM_PRIMARIES:
        matrix = {1: _BT709, 9: _BT2020, 5: _BT601, 6: _BT601}.get(frame.color_primaries, matrix)
    if matrix not in _MATRICES:
        matrix = _BT601 if frame.width < 1280 and frame.height <= 576 else _BT709
    range = frame.color_range
    if is_rgb:
        range = _UNSPECIFIED
    elif range not in (_LIMITED, _FULL) and not format.name.startswith("gray"):
        range = _FULL if format.name.startswith("yuvj") else _LIMITED
    return FrameColour(
        matrix=matrix,
        range=range,
        space=coded_space(frame.color_primaries, frame.color_trc),
        has_alpha=format.has_palette or any(one.is_alpha for one in format.components),
    )


def without_ycgco(frame: av.VideoFrame) -> av.VideoFrame:
    """Return a frame whose matrix is YCgCo, which libswscale does not know, as RGB; other frames as they are."""
    if frame.colorspace != _YCGCO or frame.format.is_rgb:
        return frame
    y, cg, co = np.asarray(frame.to_ndarray(format="yuv444p"), dtype=np.float32)
    if frame.color_range != _FULL:
        y, cg, co = (y - 16) * (255 / 219), (cg - 128) * (255 / 224) + 128, (co - 128) * (255 / 224) + 128
    cg, co = cg - 128, co - 128
    rgb = np.stack([y - cg + co, y + cg, y - cg - co], axis=-1)
    made = av.VideoFrame.from_ndarray(np.clip(np.rint(rgb), 0, 255).astype(np.uint8), format="rgb24")
    made.pts, made.time_base = frame.pts, frame.time_base
    made.color_primaries, made.color_trc = frame.color_primaries, frame.color_trc
    return made


@lru_cache(8)
def _light_table(space: ColourSpace) -> str:
    """Return the light of RGB values as the text of a .cube file; red varies fastest."""
    steps = np.linspace(0, 1, _LUT_POINTS, dtype=np.float32)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    light = film_light(np.stack([red, green, blue], axis=-1).reshape(-1, 3), space)
    return f"LUT_3D_SIZE {_LUT_POINTS}\n" + "".join(map("{:.6f} {:.6f} {:.6f}\n".format, *light.T.tolist()))


@lru_cache(8)
def _value_table(transfer: Transfer) -> str:
    """Return the film's values of light as the text of a .cube file."""
    values = transfer.from_light(np.linspace(0, 1, _CURVE_POINTS, dtype=np.float32)).tolist()
    return f"LUT_1D_SIZE {_CURVE_POINTS}\n" + "".join(f"{value:.6f} {value:.6f} {value:.6f}\n" for value in values)
