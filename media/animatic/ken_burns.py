"""A picture in motion: drawn with sub-pixel accuracy, without shimmer."""

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from media.animatic.camera import View
from media.animatic.colour import Palette
from media.animatic.layout import Box
from media.images.decode import covering
from media.images.yuv_planes import Layer, Planes, faded, layer, put, with_half

_SPARE: Final = 1.1
"""Pictures are prepared this much larger than ever shown: measured, it flickers twelve times less."""


@dataclass(frozen=True)
class Underlay:
    """Something still beneath the picture, such as its shadow."""

    layer: Layer
    x: int
    y: int


@dataclass(frozen=True)
class MovingPicture:
    """`source` is the whole picture; `box` the pixels of the film that it fills; `mask` rounds its corners.

    `stands` is the height in it, from 0 (top) to 1, that stays where it is: the floor under a product.
    """

    source: Layer
    box: Box
    underlays: tuple[Underlay, ...] = ()
    mask: tuple[Image.Image, Image.Image] | None = None
    filter: Image.Resampling = Image.Resampling.HAMMING
    stands: float | None = None

    def draw(self, canvas: Planes, view: View, opacity: float = 1.0) -> None:
        for underlay in self.underlays:
            put(canvas, underlay.layer, underlay.x, underlay.y, opacity)
        seen = left, top, right, bottom = self._seen(view)
        masks = self._masks(seen)
        for shift, target, plane in zip((0, 1, 1), canvas, self.source.planes, strict=True):
            size, half = (self.box.width >> shift, self.box.height >> shift), 1 + shift
            part = plane.resize(size, self.filter, (left / half, top / half, right / half, bottom / half))
            mask = faded(masks[shift] if masks else None, size, opacity)
            target.paste(part, (self.box.left >> shift, self.box.top >> shift), mask)

    def _seen(self, view: View) -> tuple[float, float, float, float]:
        width, height = self.source.size
        across, down = width / view.zoom, height / view.zoom
        x, y = (view.x, view.y) if self.stands is None else (0.5, self.stands)
        left, top = (width - across) * x, (height - down) * y
        return left, top, left + across, top + down

    def _masks(self, seen: tuple[float, float, float, float]) -> tuple[Image.Image, Image.Image] | None:
        if self.source.alpha is None:
            return self.mask
        size = (self.box.width, self.box.height)
        return with_half(self.source.alpha[0].resize(size, Image.Resampling.BILINEAR, seen))


def filling(image: Image.Image, box: Box, closest: float) -> MovingPicture:
    """The picture covers the box, edge to edge. `closest` is the largest zoom that will be asked."""
    scale = closest * _SPARE
    return MovingPicture(layer(covering(image, int(box.width * scale), int(box.height * scale))), box)


def ground(image: Image.Image, box: Box) -> MovingPicture:
    """A soft drawn picture that covers the box: it has no detail to keep, so it is drawn the cheap way."""
    return MovingPicture(layer(image, dither=True), box, filter=Image.Resampling.BILINEAR)


def card(image: Image.Image, room: Box, closest: float, unit: float) -> MovingPicture:
    """The picture with rounded corners and a shadow, as large as the room allows in nearly its own proportions."""
    own = image.width / image.height * (0.72 if image.width > image.height else 1.15)
    ratio = min(max(own, room.width / room.height * 0.75), room.width / room.height * 1.3)
    width = int(min(room.width, room.height * ratio)) & ~1
    height = int(min(room.height, room.width / ratio)) & ~1
    left = (room.left + (room.width - width) // 2) & ~1
    top = (room.top + (room.height - height) // 2) & ~1
    box = Box(left, top, left + width, top + height)
    prepared = filling(image, box, closest)
    return MovingPicture(
        prepared.source, box, (_card_shadow(box, unit),), with_half(rounded((width, height), int(36 * unit)))
    )


def product(image: Image.Image, room: Box, size: float, closest: float, palette: Palette, unit: float) -> MovingPicture:
    """A cut-out that stands on the room's floor, `size` of the room large; it grows from the floor up."""
    scale = min(room.width * 0.94 / image.width, room.height * 0.92 / image.height) * size
    width, height = max(2, int(image.width * scale) & ~1), max(2, int(image.height * scale) & ~1)
    side, above = (int(length * (closest - 1) * share + 4) & ~1 for length, share in ((width, 0.6), (height, 1.1)))
    box = _standing(room, width, height, side, above, below=int(16 * unit + 2) & ~1)
    prepared = closest * _SPARE
    large = image.resize((max(1, int(width * prepared)), max(1, int(height * prepared))), Image.Resampling.LANCZOS)
    sheet = Image.new("RGBA", (int(box.width * prepared), int(box.height * prepared)), (*palette.pale, 0))
    sheet.paste(large.convert("RGBA"), (int(side * prepared), int(above * prepared)))
    # A pixel off the edge takes away the light fringe that the old background left.
    sheet.putalpha(sheet.getchannel("A").filter(ImageFilter.MinFilter(3)))
    floor = box.top + above + height
    shadow = _floor_shadow(width, room.left + room.width // 2, floor, palette, unit)
    return MovingPicture(layer(sheet), box, (shadow,), stands=(above + height) / box.height)


def _standing(room: Box, width: int, height: int, side: int, above: int, below: int) -> Box:
    """The pixels of something that stands in the room, with space for it to grow."""
    left = (room.left + (room.width - width) // 2 - side) & ~1
    top = (room.bottom - int((room.height - height) * 0.35) - height - above) & ~1
    return Box(left, top, left + width + 2 * side, top + above + height + below)


def rounded(size: tuple[int, int], radius: int) -> Image.Image:
    """A mask with round corners."""
    mask = Image.new("L", (size[0] * 2, size[1] * 2))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius * 2, 255)
    return mask.resize(size, Image.Resampling.BOX)


def _card_shadow(box: Box, unit: float) -> Underlay:
    reach = int(60 * unit) & ~1
    shade = Image.new("L", (box.width + 2 * reach, box.height + 2 * reach))
    shade.paste(150, (reach, reach + reach // 3, reach + box.width, reach + box.height + reach // 3))
    shadow = Image.new("RGBA", shade.size)
    shadow.putalpha(shade.filter(ImageFilter.GaussianBlur(reach * 0.4)))
    return Underlay(layer(shadow), box.left - reach, box.top - reach)


def _floor_shadow(width: int, middle: int, floor: int, palette: Palette, unit: float) -> Underlay:
    reach, thick = int(90 * unit), max(6, int(44 * unit))
    size = (width + 2 * reach, thick + 2 * reach)
    shade = Image.new("L", size)
    draw = ImageDraw.Draw(shade)
    draw.ellipse((reach * 0.9, reach, size[0] - reach * 0.9, reach + thick), fill=120)
    wide = shade.filter(ImageFilter.GaussianBlur(26 * unit))
    close = Image.new("L", size)
    ImageDraw.Draw(close).ellipse(
        (reach * 1.2, reach + thick * 0.3, size[0] - reach * 1.2, reach + thick * 0.75), fill=110
    )
    shadow = Image.new("RGBA", size, (*palette.deep, 0))
    shadow.putalpha(ImageChops.add(wide, close.filter(ImageFilter.GaussianBlur(9 * unit))))
    return Underlay(layer(shadow), middle - size[0] // 2, floor - reach - int(thick * 0.6))
