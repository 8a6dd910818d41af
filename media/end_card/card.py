"""The card of a logo and words: its design, and its frames."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import av
from PIL import Image

from domain.film_format import FilmFormat
from media.animatic.camera import Viewport, ease, ease_out
from media.animatic.caption_layers import CaptionLayout, set_button, set_caption
from media.animatic.ken_burns import MovingPicture, card_picture
from media.drawing.boxes import Box
from media.drawing.ground import Ground, choose_ground
from media.drawing.logo import Logo
from media.drawing.palette import Palette
from media.drawing.yuv_planes import Canvas, PlacedLayer, Planes, to_layer
from media.end_card.layout import CardLayout, lay_out, safe_area
from media.text.captions import Cue
from media.text.faces import Face
from media.text.typesetting import Typesetter

_ZOOM: Final = 1.035
"""How much larger the logo is at the end of the card than at its beginning."""

_OVERSIZE: Final = 1.1
_LOGO_FRAMES: Final = 12
_WORDS_AFTER: Final = 7
_WORDS_FRAMES: Final = 12
"""The logo appears with the cross-fade into the card; the words rise a little later."""

_WORDS_PX: Final = 64
_NAME_PX: Final = 84
_NAME_ALONE_PX: Final = 150
_LINE: Final = 1.45
"""Height of a line, in ems, of the scripts that stack marks."""

_RISE: Final = 30
"""Pixels of a film whose short side is 1080."""


@dataclass(frozen=True)
class CardDesign:
    """What all frames of a card have in common."""

    format: FilmFormat
    ground: Ground
    layout: CardLayout
    logo: Logo | None

    @property
    def unit(self) -> float:
        return min(self.format.width, self.format.height) / 1080


@dataclass(frozen=True)
class _Type:
    """How the card's words are written. `unit` is the length of one pixel of a film whose short side is 1080."""

    unit: float
    ground: Ground
    face: Face | None

    def style(self, box: Box, px: int, plain: bool = False) -> CaptionLayout:
        """`plain` words have no bar above them."""
        ground, max_px = self.ground, int(px * self.unit)
        return CaptionLayout(box, self.unit, max_px, ground.ink, ground.accent, True, on_scrim=plain, face=self.face)


class LogoCard:
    """A card with its layers made. A frame depends on nothing but the card and its number."""

    def __init__(
        self,
        format: FilmFormat,
        frames: int,
        logo: Logo | None,
        name: str,
        words: str,
        colours: Sequence[tuple[int, int, int]],
        palette: Palette,
        face: Face | None = None,
        above_captions: bool = False,
    ) -> None:
        self._frames = frames
        ground, unit = choose_ground(logo, colours, palette), min(format.width, format.height) / 1080
        safe, type = safe_area(format, above_captions), _Type(unit, ground, face)
        words_height = _height_of_words(words, safe, type)
        name_px = _NAME_PX if logo else _NAME_ALONE_PX
        name_height = _height_of_name(name, name_px, safe, type)
        size = logo.image.size if logo else None
        layout = lay_out(format, safe, size, name_height, words_height, bool(logo and logo.framed))
        self.design = CardDesign(format, ground, layout, logo)
        self._ground = to_layer(ground.draw((format.width, format.height)), dither=ground.near != ground.far).planes
        self._logo = _moving_logo(logo, layout.logo, unit) if logo and layout.logo else None
        self._name, self._words = tuple[PlacedLayer, ...](), tuple[PlacedLayer, ...]()
        if layout.name:
            self._name = set_caption(Cue(name, 0, 0), type.style(layout.name, name_px, plain=True)).lines
        if layout.words:
            self._words = _set_words(words, type.style(layout.words, _WORDS_PX))

    def draw(self, canvas: Planes, number: int) -> None:
        """Draw frame `number`, from 0, over whatever is on the canvas."""
        for target, source in zip(canvas, self._ground, strict=True):
            target.paste(source)
        if self._logo is not None:
            part = ease_out(number / max(1, self._frames - 1))
            zoom = _ZOOM ** (part - 1) if self.design.logo and not self.design.logo.framed else _ZOOM**part
            shown = ease((number + 3) / _LOGO_FRAMES)
            self._logo.draw(canvas, Viewport(zoom * (_ZOOM if zoom < 1 else 1), 0.5, 0.5), shown)
        for row, line in enumerate((*self._name, *self._words)):
            part = (number - _WORDS_AFTER - 2 * row) / _WORDS_FRAMES
            line.paste(canvas, ease(part), lower_by=int((1 - ease_out(part)) * _RISE * self.design.unit))

    def frames(self) -> Iterator[av.VideoFrame]:
        for number in range(self._frames):
            # Another one for each frame: captions are drawn into it.
            canvas = Canvas(self.design.format.width, self.design.format.height)
            self.draw(canvas.planes, number)
            yield canvas.frame


def _moving_logo(logo: Logo, box: Box, unit: float) -> MovingPicture:
    """Return the logo, whose source has room around it so that the least zoom shows all of it."""
    if logo.framed:
        return card_picture(logo.image.convert("RGB"), box, _ZOOM, unit)
    grown = Box(
        int(box.left - box.width * (_ZOOM - 1)) & ~1,
        int(box.top - box.height * (_ZOOM - 1)) & ~1,
        int(box.right + box.width * (_ZOOM - 1)) & ~1,
        int(box.bottom + box.height * (_ZOOM - 1)) & ~1,
    )
    scale = _ZOOM * _OVERSIZE
    width, height = max(1, int(box.width * scale)), max(1, int(box.height * scale))
    sheet = Image.new("RGBA", (int(grown.width * scale), int(grown.height * scale)))
    large = logo.image.resize((width, height), Image.Resampling.LANCZOS)
    sheet.paste(large, ((sheet.width - width) // 2, (sheet.height - height) // 2))
    return MovingPicture(to_layer(_bled(sheet)), grown)


def _bled(image: Image.Image) -> Image.Image:
    """Return the picture with the colours of solid pixels beneath transparent ones, so that edges keep their colour."""
    solid = image.copy()
    for radius in (2, 4, 8):
        small = image.resize((max(1, image.width // radius), max(1, image.height // radius)), Image.Resampling.BOX)
        wide = small.resize(image.size, Image.Resampling.BILINEAR)
        solid = Image.alpha_composite(wide, solid)
    solid.putalpha(image.getchannel("A"))
    return solid


def _height_of_name(name: str, px: int, safe: Box, type: _Type) -> int:
    """Return the pixels that the brand's name takes: as few lines as it needs at its size."""
    if not name:
        return 0
    style = type.style(Box(safe.left, 0, safe.right, 0), px)
    setter = Typesetter(name, type.face)
    lines = setter.fit(safe.width - 2 * style.pad - 4, 10 * style.max_px, style.max_px, style.max_px // 2, 2)[1]
    return int(max(1, len(lines)) * _LINE * style.max_px) + 2 * style.pad


def _height_of_words(words: str, safe: Box, type: _Type) -> int:
    """Return the pixels that a button takes, or lines of words if there are too many for a button."""
    if not words:
        return 0
    button = int(128 * type.unit)
    style = type.style(Box(safe.left, 0, safe.right, button), _WORDS_PX)
    return button if set_button(Cue(words, 0, 0), style).lines else min(int(400 * type.unit), safe.height // 2)


def _set_words(words: str, style: CaptionLayout) -> tuple[PlacedLayer, ...]:
    cue = Cue(words, 0, 0)
    return set_button(cue, style).lines or set_caption(cue, style).lines
