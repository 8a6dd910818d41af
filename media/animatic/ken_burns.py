"""Still pictures in motion (the Ken Burns effect), with sub-pixel accuracy and without shimmer."""

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from media.animatic.camera import Viewport
from media.decoding.pictures.picture import cover
from media.drawing.boxes import Box
from media.drawing.palette import Palette
from media.drawing.text_lines import round_corners
from media.drawing.yuv_planes import Layer, Mask, PlacedLayer, Planes, map_planes, tinted, to_layer, to_mask

_OVERSIZE: Final = 1.1
"""Pictures are prepared this much larger than ever shown: measured, they flicker twelve times less."""


@dataclass(frozen=True)
class MovingPicture:
    """A picture, larger than shown, of which each frame shows a part in `box`.

    `mask` rounds its corners; `shadow` lies beneath it. Zooms keep the height `anchor_y` (0 top, 1 bottom) in place:
    the floor under a product.
    """

    source: Layer
    box: Box
    shadow: PlacedLayer | None = None
    mask: Mask | None = None
    resampling: Image.Resampling = Image.Resampling.HAMMING
    anchor_y: float | None = None

    def draw(self, canvas: Planes, viewport: Viewport, opacity: float = 1.0) -> None:
        if self.shadow is not None:
            self.shadow.paste(canvas, opacity)
        size = width, height = self.box.width, self.box.height
        all_width, all_height = self.source.planes[0].size
        across, down = all_width / viewport.zoom, all_height / viewport.zoom
        x, y = (viewport.x, viewport.y) if self.anchor_y is None else (0.5, self.anchor_y)
        left, top = (all_width - across) * x, (all_height - down) * y
        right, bottom = left + across, top + down

        def shown(plane: Image.Image, by: int) -> Image.Image:
            part = (left / by, top / by, right / by, bottom / by)
            return plane.resize((width // by, height // by), self.resampling, part)

        mask = self.mask
        if self.source.alpha is not None:
            opacities = self.source.alpha[0].resize(size, Image.Resampling.BILINEAR, (left, top, right, bottom))
            mask = to_mask(opacities)
        layer = Layer(map_planes(self.source.planes, shown), mask)
        PlacedLayer(layer, self.box.left, self.box.top).paste(canvas, opacity)


def full_picture(image: Image.Image, box: Box, max_zoom: float) -> MovingPicture:
    """Cover the box with the picture. `max_zoom` is the largest zoom of any frame."""
    scale = max_zoom * _OVERSIZE
    return MovingPicture(to_layer(cover(image, int(box.width * scale), int(box.height * scale))), box)


def card_picture(image: Image.Image, space: Box, max_zoom: float, unit: float) -> MovingPicture:
    """Show the picture with round corners and a shadow, as large as fits, in nearly its own proportions."""
    own = image.width / image.height * (0.72 if image.width > image.height else 1.15)
    ratio = min(max(own, space.width / space.height * 0.75), space.width / space.height * 1.3)
    width = int(min(space.width, space.height * ratio)) & ~1
    height = int(min(space.height, space.width / ratio)) & ~1
    left = (space.left + (space.width - width) // 2) & ~1
    top = (space.top + (space.height - height) // 2) & ~1
    box = Box(left, top, left + width, top + height)
    corners = to_mask(round_corners((width, height), int(36 * unit)))
    return MovingPicture(full_picture(image, box, max_zoom).source, box, _card_shadow(box, unit), corners)


def product_picture(
    image: Image.Image, space: Box, size: float, max_zoom: float, palette: Palette, unit: float
) -> MovingPicture:
    """Stand a cut-out product, `size` (0 to 1) of the space large, on the floor; zooms enlarge it upwards."""
    scale = min(space.width * 0.94 / image.width, space.height * 0.92 / image.height) * size
    width, height = max(2, int(image.width * scale) & ~1), max(2, int(image.height * scale) & ~1)
    side, above = (int(length * (max_zoom - 1) * share + 4) & ~1 for length, share in ((width, 0.6), (height, 1.1)))
    left = (space.left + (space.width - width) // 2 - side) & ~1
    top = (space.bottom - int((space.height - height) * 0.35) - height - above) & ~1
    below = int(16 * unit + 2) & ~1
    box = Box(left, top, left + width + 2 * side, top + above + height + below)
    prepared = max_zoom * _OVERSIZE
    large = image.resize((max(1, int(width * prepared)), max(1, int(height * prepared))), Image.Resampling.LANCZOS)
    sheet = Image.new("RGBA", (int(box.width * prepared), int(box.height * prepared)), (*palette.pale, 0))
    sheet.paste(large.convert("RGBA"), (int(side * prepared), int(above * prepared)))
    # One pixel off the edge removes the light fringe of the old background.
    sheet.putalpha(sheet.getchannel("A").filter(ImageFilter.MinFilter(3)))
    shadow = _floor_shadow(width, space.left + space.width // 2, top + above + height, palette, unit)
    return MovingPicture(to_layer(sheet), box, shadow, anchor_y=(above + height) / box.height)


def _card_shadow(box: Box, unit: float) -> PlacedLayer:
    reach = int(60 * unit) & ~1
    shade = Image.new("L", (box.width + 2 * reach, box.height + 2 * reach))
    shade.paste(150, (reach, reach + reach // 3, reach + box.width, reach + box.height + reach // 3))
    shadow = tinted(shade.filter(ImageFilter.GaussianBlur(reach * 0.4)))
    return PlacedLayer(to_layer(shadow), box.left - reach, box.top - reach)


def _floor_shadow(width: int, middle: int, floor: int, palette: Palette, unit: float) -> PlacedLayer:
    reach, thick = int(90 * unit), max(6, int(44 * unit))
    size = right, _ = (width + 2 * reach, thick + 2 * reach)

    def ellipse(inset: float, top: float, bottom: float, strength: int, blur: float) -> Image.Image:
        shade = Image.new("L", size)
        bounds = (reach * inset, reach + thick * top, right - reach * inset, reach + thick * bottom)
        ImageDraw.Draw(shade).ellipse(bounds, fill=strength)
        return shade.filter(ImageFilter.GaussianBlur(blur * unit))

    shadow = tinted(ImageChops.add(ellipse(0.9, 0, 1, 120, 26), ellipse(1.2, 0.3, 0.75, 110, 9)), palette.deep)
    return PlacedLayer(to_layer(shadow), middle - right // 2, floor - reach - int(thick * 0.6))
