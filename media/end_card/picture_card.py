"""The card that a client supplies: a picture that fills the film, or stands whole on a ground of its own colours."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
from PIL import Image

from domain.brief import AssetType
from domain.film_format import FilmFormat
from media.animatic.backdrop import blurred_backdrop
from media.animatic.camera import Viewport, ease_out
from media.animatic.ken_burns import MovingPicture, full_picture
from media.decoding.files.probe import probe_file
from media.decoding.pictures.picture import flatten, open_picture
from media.drawing.boxes import Box
from media.drawing.brand import brand_palette
from media.drawing.ground import choose_ground
from media.drawing.logo import logo_of, plain_border
from media.drawing.palette import Colour, palette_of
from media.drawing.yuv_planes import Canvas, Planes, to_layer
from media.video.film_frames import film_frames

_MOST_CROPPED: Final = 0.06
"""A card that would lose more of a side than this to fill the film is shown whole: it has words near its edges."""

_ZOOM: Final = 1.02
"""How much closer the card begins than it ends: at its end all of it is seen."""


class PictureCard:
    """A card of one picture. A frame depends on nothing but the card and its number."""

    def __init__(self, image: Image.Image, format: FilmFormat, frames: int) -> None:
        self._format, self._frames = format, frames
        width, height = format.width, format.height
        box = _place(image.size, format)
        ground: Image.Image | None = None
        if (box.width, box.height) != (width, height):
            plain = plain_border(image)
            if plain is not None:
                ground = Image.new("RGB", (width, height), plain)
            else:
                ground = blurred_backdrop(image, (width, height), palette_of(image), min(width, height) / 1080)
        self._ground = to_layer(ground, dither=True).planes if ground else None
        self._picture: MovingPicture = full_picture(image, box, _ZOOM)

    def draw(self, canvas: Planes, number: int) -> None:
        """Draw frame `number`, from 0, over whatever is on the canvas."""
        for target, source in zip(canvas, self._ground or (), strict=False):
            target.paste(source)
        part = ease_out(number / max(1, self._frames - 1))
        self._picture.draw(canvas, Viewport(_ZOOM ** (1 - part), 0.5, 0.5))

    def frames(self) -> Iterator[av.VideoFrame]:
        for number in range(self._frames):
            canvas = Canvas(self._format.width, self._format.height)  # another one for each: captions are drawn into it
            self.draw(canvas.planes, number)
            yield canvas.frame


def supplied_frames(
    path: Path, format: FilmFormat, frames: int, colours: tuple[Colour, ...]
) -> Iterator[av.VideoFrame]:
    """Yield the frames of a card that is a picture or a video: of one in the film's shape its first seconds.

    A transparent picture lies on a ground of these colours, or its own. Errors: InputRejected.
    """
    image = open_picture(path)
    if image.mode == "RGBA":
        image = _grounded(image, colours)
    elif probe_file(path).type is AssetType.VIDEO and _place(image.size, format) == _whole(format):
        return film_frames(path, frames, format)
    return PictureCard(flatten(image), format, frames).frames()


def _grounded(image: Image.Image, colours: tuple[Colour, ...]) -> Image.Image:
    palette = brand_palette(colours) if colours else palette_of(image)
    ground = Image.new("RGBA", image.size, choose_ground(logo_of(image), colours, palette).far)
    return Image.alpha_composite(ground, image)


def _place(size: tuple[int, int], format: FilmFormat) -> Box:
    """Return where the picture is shown: everywhere, or as large as it fits."""
    stretch = (size[0] * format.height) / (size[1] * format.width)
    if min(stretch, 1 / stretch) >= 1 - _MOST_CROPPED:
        return _whole(format)
    width = min(format.width, round(format.height * size[0] / size[1])) & ~1
    height = min(format.height, round(format.width * size[1] / size[0])) & ~1
    left, top = (format.width - width) // 2 & ~1, (format.height - height) // 2 & ~1
    return Box(left, top, left + max(2, width), top + max(2, height))


def _whole(format: FilmFormat) -> Box:
    return Box(0, 0, format.width, format.height)
