"""The visible label of a film that is made by AI: a few words in its upper left corner, on every frame."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from domain.film_format import FilmFormat
from media.text.fonts import load_font
from media.text.typesetting import Typesetter

_FONT_PX: Final = 27
_HEIGHT: Final = 40
_PAD: Final = 16
_AIR: Final = 5
"""Pixels of a film whose short side is 1080."""

_CAPITALS: Final = 0.73
"""Their height, of the font size: in the middle of the label are they, whatever hangs below them."""

_TALL_BOTTOM: Final = 0.12
_MARGIN: Final = 0.05
"""Of the film's sides. The label ends where captions may begin: in tall films below what players cover with their
buttons, else at the edge of what every screen shows."""

_TALL_LEFT: Final = 0.08
_TALL_SCALE: Final = 1.3
"""Tall films are watched on telephones, and have more room there."""

_SCALE: Final = 4
"""The ground is drawn so much larger, for smooth corners."""

_GROUND: Final = 150
"""Opacity of the black ground, of 255: white words have a contrast of 5 to 1 on it in front of white."""

_BLACK_Y: Final = 16
_WHITE_Y: Final = 235
_GREY: Final = 128.0

Plane = npt.NDArray[np.uint8]
Weights = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Label:
    """What is drawn into a frame at an even place: `y` by `alpha` over Y, grey by `chroma_alpha` over U and V."""

    left: int
    top: int
    y: Weights
    alpha: Weights
    chroma_alpha: Weights

    @property
    def width(self) -> int:
        return int(self.alpha.shape[1])

    @property
    def height(self) -> int:
        return int(self.alpha.shape[0])


def labelled_frames(film: Path, words: str, format: FilmFormat) -> Iterator[av.VideoFrame]:
    """Yield the frames of a film of ours with the label."""
    label = make_label(words, format)
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        for frame in container.decode(stream):
            planes = frame.to_ndarray(format="yuv420p")
            _draw(label, planes.reshape(-1), format)
            yield av.VideoFrame.from_ndarray(planes, format="yuv420p")


def make_label(words: str, format: FilmFormat) -> Label:
    """Return the label of these words, in the film's size."""
    is_tall = format.height > 1.5 * format.width
    unit = min(format.width, format.height) / 1080 * (_TALL_SCALE if is_tall else 1)
    height, pad = _even(_HEIGHT * unit), round(_PAD * unit)
    air = round(_AIR * unit)
    ink, baseline, px = _ink(words, round(_FONT_PX * unit), height - 2 * air)
    middle = (height + round(_CAPITALS * px)) // 2 - baseline
    width = _even(ink.width + 2 * pad)
    inked = Image.new("L", (width, height))
    inked.paste(ink, ((width - ink.width) // 2, min(max(middle, air), height - air - ink.height)))
    large = Image.new("L", (width * _SCALE, height * _SCALE))
    ImageDraw.Draw(large).rounded_rectangle((0, 0, *large.size), large.height / 2, fill=_GROUND)
    ground = large.resize((width, height), Image.Resampling.BOX)
    white, black = (np.asarray(each, dtype=np.float32) / np.float32(255) for each in (inked, ground))
    alpha = white + black * (1 - white)
    y = (white * _WHITE_Y + (alpha - white) * _BLACK_Y) / np.maximum(alpha, 1e-6)
    bottom = _TALL_BOTTOM * format.height
    top = bottom - height if is_tall else _MARGIN * format.height
    left = (_TALL_LEFT if is_tall else _MARGIN) * format.width
    halved = alpha.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return Label(left=2 * ceil(left / 2), top=2 * ceil(top / 2), y=y, alpha=alpha, chroma_alpha=halved)


def _ink(words: str, px: int, most: int) -> tuple[Image.Image, int, int]:
    """Return the words in white on black, without margins, no higher than `most`; the row of their baseline, and their
    font size, which is smaller than wanted if they are too high."""
    setter = Typesetter(words)
    line = setter.line(0, len(setter.text))
    image = Image.new("L", (round(line.width(px)) + 4 * px, 4 * px))
    draw, x = ImageDraw.Draw(image), float(px)
    for run in line.runs:
        draw.text((x, 2 * px), run.shown, 255, load_font(run.script, px), anchor="ls", direction=run.direction)
        x += run.width(px)
    left, top, right, bottom = image.getbbox() or (0, 0, px, px)
    if bottom - top > most:
        return _ink(words, px - 1, most)
    return image.crop((left, top, right, bottom)), 2 * px - top, px


def _draw(label: Label, flat: npt.NDArray[Any], format: FilmFormat) -> None:
    """Draw into the planes of a yuv420p frame, one behind the other."""
    luma, quarter = format.width * format.height, format.width * format.height // 4
    y = flat[:luma].reshape(format.height, format.width)
    rows, columns = slice(label.top, label.top + label.height), slice(label.left, label.left + label.width)
    y[rows, columns] = _over(y[rows, columns], label.y, label.alpha)
    for plane in (flat[luma : luma + quarter], flat[luma + quarter :]):
        chroma = plane.reshape(format.height // 2, format.width // 2)
        rows, columns = (slice(each.start // 2, each.stop // 2) for each in (rows, columns))
        chroma[rows, columns] = _over(chroma[rows, columns], _GREY, label.chroma_alpha)
        rows, columns = (slice(each.start * 2, each.stop * 2) for each in (rows, columns))


def _over(below: Plane, above: Weights | float, alpha: Weights) -> Plane:
    mixed = above * alpha + below * (1 - alpha)
    return (mixed + 0.5).astype(np.uint8)


def _even(length: float) -> int:
    return 2 * round(length / 2)
