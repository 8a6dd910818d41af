"""What is drawn into a vendor's clip while it is encoded: captions, and the logo in the corner."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import av
from PIL import Image

from domain.brief import CaptionStyle
from domain.errors import MAX_MESSAGE, GreenlightError
from domain.film_format import FilmFormat
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.ports.editor import Overlay
from domain.ports.video_and_image import logo_asset
from media.drawing.boxes import Box, Shares, is_tall, is_wide
from media.drawing.brand import parse_colours
from media.drawing.corner_logo import corner_logo
from media.drawing.marked_words import mark_word
from media.drawing.palette import BLACK, WHITE, Colour, contrast
from media.drawing.text_lines import draw_line, round_corners
from media.drawing.yuv_planes import PlacedLayer, planes_of, tinted, to_layer
from media.text.caption_files import film_cues
from media.text.captions import Cue
from media.text.typesetting import Typesetter

_GROUND: Final = 170
"""Opacity of the black ground under the words, of 255: on it white has a contrast of 6 to 1 in front of white."""

_YELLOW: Final[Colour] = (255, 208, 20)
"""Marks the word that is spoken, unless the brand has a colour that is seen on the ground."""

_LEAST_SEEN: Final = 3.0
"""Contrast with black by which a brand's colour is seen on the ground."""

_MIN_PX: Final = 34
_LINES: Final = 3


@dataclass(frozen=True)
class _Place:
    """Where captions stand in a shape of film: they end at the bottom of `box`. Pixels are those of a film whose short
    side is 1080, `letters` the most that a caption has."""

    box: Shares
    px: int
    letters: int


_TALL: Final = _Place((0.08, 0.50, 0.92, 0.695), px=64, letters=42)
"""Clear of what players of vertical film lay over the lower 30 %, and over the right edge."""

_WIDE: Final = _Place((0.12, 0.74, 0.88, 0.925), px=52, letters=76)
_SQUARE: Final = _Place((0.07, 0.72, 0.93, 0.935), px=52, letters=56)


@dataclass(frozen=True)
class _Shown:
    """A layer that is shown from the frame `start` up to `end`; without an end, on all frames that follow."""

    layer: PlacedLayer
    start: int = 0
    end: int | None = None

    def is_at(self, frame: int) -> bool:
        return self.start <= frame and (self.end is None or frame < self.end)


@dataclass(frozen=True)
class DrawnOverlay:
    """An overlay, ready to be laid over the frames of a clip, and what of it cannot be drawn."""

    shown: tuple[_Shown, ...] = ()
    not_drawn: tuple[LeftOut, ...] = ()

    @property
    def is_seen(self) -> bool:
        return bool(self.shown)

    def drawn_on(self, frames: Iterable[av.VideoFrame]) -> Iterator[av.VideoFrame]:
        """Yield the frames, in yuv420p, with what each shows. A frame that comes again is drawn on once."""
        last: av.VideoFrame | None = None
        before, under = tuple[PlacedLayer, ...](), list[PlacedLayer]()
        for number, frame in enumerate(frames):
            layers = tuple(each.layer for each in self.shown if each.is_at(number))
            if frame is not last:
                before, under = (), []
            if layers != before:
                frame.make_writable()  # it may be a picture that the decoder still needs
                planes = planes_of(frame)
                for covered in under:
                    covered.paste(planes)
                under = [layer.cut_from(planes) for layer in layers]
                for layer in layers:
                    layer.paste(planes)
            last, before = frame, layers
            yield frame


def make_overlay(overlay: Overlay, format: FilmFormat) -> DrawnOverlay:
    """Draw the parts of the overlay. What cannot be drawn is left out."""
    shown, lacking = list[_Shown](), list[LeftOut]()
    parts: dict[Ingredient, Callable[[Overlay, FilmFormat], Iterable[_Shown]]] = {
        Ingredient.CAPTIONS: _captions,
        Ingredient.LOGO: _logo,
    }
    for what, draw in parts.items():
        try:
            shown += draw(overlay, format)
        except Exception as error:  # whatever fonts, shaping and decoders raise, the clip is worth having without
            reason = error.message if isinstance(error, GreenlightError) else f"{type(error).__name__}: {error}"
            asset = logo_asset(overlay.logo) if what is Ingredient.LOGO and overlay.logo else None
            reason = reason.removeprefix(f"{overlay.logo.name} " if overlay.logo else "")
            lacking.append(LeftOut(what=what, reason=f"it cannot be drawn ({reason})"[:MAX_MESSAGE], asset=asset))
    return DrawnOverlay(tuple(shown), tuple(lacking))


def _logo(overlay: Overlay, format: FilmFormat) -> Iterator[_Shown]:
    if overlay.logo is not None:
        yield _Shown(corner_logo(overlay.logo, format, parse_colours(overlay.colours)))


def _captions(overlay: Overlay, format: FilmFormat) -> Iterator[_Shown]:
    place = _TALL if is_tall(format) else _WIDE if is_wide(format) else _SQUARE
    for cue in film_cues(overlay.captions, place.letters):
        if cue.end > 0:
            yield from _caption(cue, overlay, place, format)


def _caption(cue: Cue, overlay: Overlay, place: _Place, format: FilmFormat) -> Iterator[_Shown]:
    """Set the words on a ground, and their marks over them."""
    setter, box = Typesetter(cue.text), Box.of(place.box, format)
    if not setter.text:
        return
    unit = min(format.width, format.height) / 1080
    across, above = round(30 * unit), round(12 * unit)
    width, height = box.width - 2 * across, box.height - 2 * above
    px, lines = setter.fit(width, height, round(place.px * unit), round(_MIN_PX * unit), _LINES)
    leading = setter.leading(px)
    pad = round(0.3 * px) + 1 & ~1
    images = [draw_line(setter, words, px, WHITE, pad) for words in lines]
    widest = max(image.width for image in images) - 2 * pad
    size = (widest + 2 * across + 1 & ~1, len(lines) * leading + 2 * above + 1 & ~1)
    left, top = (box.left + (box.width - size[0]) // 2) & ~1, (box.bottom - size[1]) & ~1
    ground = round_corners(size, round(20 * unit)).point([value * _GROUND // 255 for value in range(256)])
    sheet = _padded(tinted(ground), pad)
    places = list[tuple[int, int]]()
    for row, image in enumerate(images):
        x, y = pad + (size[0] - image.width) // 2 & ~1, above + row * leading & ~1
        places.append((x, y))
        sheet.alpha_composite(image, (x, y))
    sheet = sheet.crop((pad, pad, pad + size[0], pad + size[1]))
    yield _Shown(PlacedLayer(to_layer(sheet), left, top), cue.start, cue.end)
    if overlay.style is not CaptionStyle.HIGHLIGHT or setter.text != cue.text:
        return
    colour = _mark_colour(overlay.colours)
    for part in cue.parts:
        for words, image, (x, y) in zip(lines, images, places, strict=True):
            for mark in mark_word(image, words, px, pad, (part.at, part.to), colour):
                at = PlacedLayer(mark.layer, left - pad + x + mark.x, top - pad + y + mark.y)
                yield _Shown(at, part.start, part.end)


def _padded(image: Image.Image, pad: int) -> Image.Image:
    """Return the picture with room around it, where letters' pads may be."""
    large = Image.new("RGBA", (image.width + 2 * pad, image.height + 2 * pad))
    large.paste(image, (pad, pad))
    return large


def _mark_colour(brand: Sequence[str]) -> Colour:
    """Return the brand's colour if it is seen on the ground of captions, else yellow."""
    colour = next(iter(parse_colours(brand)), _YELLOW)
    return colour if contrast(colour, BLACK) >= _LEAST_SEEN else _YELLOW
