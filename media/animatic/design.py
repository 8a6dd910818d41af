"""Decide how a scene looks, and make its layers, before the first frame is drawn."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from PIL import Image

from domain.brief import CaptionStyle
from domain.errors import InputRejected
from domain.film_format import HANDLE_FRAMES, Transition
from domain.job.film.captions import CaptionLine
from domain.job.storyboard import Scenario, ShotType
from domain.ports.video_and_image import Shot
from media.animatic.backdrop import blurred_backdrop, graphic_backdrop, studio_backdrop, text_scrim
from media.animatic.camera import CameraMove, SceneVariation
from media.animatic.caption_layers import CaptionLayer, CaptionLayout, SetText, set_button, set_caption
from media.animatic.drawing import NotDrawn
from media.animatic.ken_burns import MovingPicture, card_picture, full_picture, product_picture
from media.animatic.layout import Layout, Look, clear_of_logo, lay_out
from media.animatic.source_pictures import SourcePicture, open_sources
from media.decoding.pictures.picture import flatten, open_picture
from media.drawing.brand import accent_on, brand_palette, palette_of_pictures, parse_colours
from media.drawing.corner_logo import box_of, corner_logo
from media.drawing.palette import INK, WHITE, Colour, Palette, brightest_grey, contrast, palette_of, shades
from media.drawing.yuv_planes import PlacedLayer, Planes, to_layer
from media.text.caption_files import line_cues
from media.text.captions import Cue
from media.text.faces import face_of

_PRODUCT_SIZES: Final = {ShotType.WIDE: 0.62, ShotType.MEDIUM: 0.82, ShotType.CLOSE_UP: 0.76, ShotType.PRODUCT: 0.92}

_SOFT_SCALE: Final = 0.4
"""A drawn ground has no detail: at less than the film's size it is cheaper to move."""

_MIN_COVERED: Final = 0.5
"""A picture that would lose more than this to cropping does not fill the film."""


@dataclass(frozen=True)
class SceneDesign:
    """The decisions that all layers of a scene follow."""

    shot: Shot
    sources: tuple[SourcePicture, ...]
    not_drawn: tuple[NotDrawn, ...]
    variation: SceneVariation
    camera: CameraMove
    palette: Palette
    layout: Layout
    logo: PlacedLayer | None

    @property
    def size(self) -> tuple[int, int]:
        return self.shot.format.width, self.shot.format.height

    @property
    def unit(self) -> float:
        """The length of one pixel of a film whose short side is 1080."""
        return min(self.size) / 1080


def design_scene(shot: Shot) -> SceneDesign:
    """Open the pictures and decide look, colours and camera move."""
    variation = SceneVariation.of(shot.seed)
    camera = CameraMove(shot.text.shot_type, shot.text.transition, variation, shot.frames + HANDLE_FRAMES)
    sources, not_drawn = open_sources(shot.pictures)
    palette = _palette(shot, sources, variation)
    logo, unreadable = _corner_logo(shot)
    layout = lay_out(_look(sources, shot), shot.format, variation)
    if logo is not None:
        layout = clear_of_logo(layout, box_of(logo), shot.format)
    return SceneDesign(shot, sources, (*not_drawn, *unreadable), variation, camera, palette, layout, logo)


def _palette(shot: Shot, sources: tuple[SourcePicture, ...], variation: SceneVariation) -> Palette:
    """Return the colours of the brand, else of the scene's picture. The last scene has those of the end card."""
    if shot.brand and shot.brand.colors:
        return brand_palette(parse_colours(shot.brand.colors))
    if shot.brand_picture and (not sources or shot.text.scenario is Scenario.CTA):
        with suppress(InputRejected):
            palette = palette_of_pictures([open_picture(shot.brand_picture)])
            if palette is not None:
                return palette
    if sources:
        return palette_of(sources[0].product or sources[0].image, variation.colour)
    hue = sum(map(ord, shot.text.description + shot.text.script)) % 97 / 97
    return shades((hue + variation.colour / 12) % 1)


def _corner_logo(shot: Shot) -> tuple[PlacedLayer | None, tuple[NotDrawn, ...]]:
    """Return the logo in its place, if the scene has one; or why it cannot be shown."""
    if shot.logo is None:
        return None, ()
    colours = parse_colours(shot.brand.colors) if shot.brand else ()
    try:
        return corner_logo(shot.logo, shot.format, colours), ()
    except InputRejected as error:
        return None, (NotDrawn(shot.logo, error.message.removeprefix(f"{shot.logo.name} ")),)


def make_backdrop(design: SceneDesign) -> Planes | None:
    """Draw the backdrop, larger than the film, so that it may move; None if the picture fills the film."""
    if design.layout.look in (Look.TYPE, Look.FULL):
        return None
    margin = int(28 * design.unit) & ~1
    width, height = design.size
    size = (width + 2 * margin, height + 2 * margin)
    if design.layout.look is Look.STUDIO:
        box = design.layout.picture
        light = ((box.left + box.width / 2) / width, (box.top + box.height / 2) / height)
        image = studio_backdrop(size, design.palette, light)
    else:
        image = blurred_backdrop(design.sources[0].image, size, design.palette, design.unit)
    return to_layer(image, dither=True).planes


def make_pictures(design: SceneDesign) -> tuple[MovingPicture, ...]:
    """Make the pictures that the camera moves over, in the order they are shown; a drawn one if there is none."""
    if design.sources:
        return tuple(_moving_picture(design, source) for source in design.sources)
    width, height = (round(side * _SOFT_SCALE) for side in design.size)
    layer = to_layer(graphic_backdrop((width, height), design.palette, design.variation), dither=True)
    # It has no detail to keep: cheap resampling is enough.
    return (MovingPicture(layer, design.layout.picture, resampling=Image.Resampling.BILINEAR),)


def _moving_picture(design: SceneDesign, source: SourcePicture) -> MovingPicture:
    space, max_zoom = design.layout.picture, design.camera.max_zoom
    if design.layout.look is Look.FULL:
        return full_picture(_toned(source.image, design), space, max_zoom)
    if source.product is None:
        return card_picture(_toned(source.image, design), space, max_zoom, design.unit)
    size = _PRODUCT_SIZES[design.shot.text.shot_type]
    return product_picture(source.product, space, size, max_zoom, design.palette, design.unit)


def make_scrim(design: SceneDesign) -> PlacedLayer | None:
    """Draw the scrim under the words of a picture that fills the film."""
    if design.layout.look is not Look.FULL or not design.shot.text.script:
        return None
    lightest = max((source.image for source in design.sources), key=lambda image: brightest_grey(flatten(image)))
    return text_scrim(lightest, design.size, design.layout.text, design.palette)


def make_captions(design: SceneDesign) -> tuple[CaptionLayer, ...]:
    """Set the script, cue by cue: in step with its words if they are spoken, else after a transition into the scene.

    A scene's other texts are not for the audience: without a script there are no words.
    """
    shot = design.shot
    hook = shot.text.scenario is Scenario.HOOK
    length = 90 if design.layout.look is Look.TYPE else 40 if hook else 56
    wait = 0 if shot.text.transition is Transition.CUT else min(HANDLE_FRAMES, shot.frames // 3)
    line = CaptionLine(text=shot.text.script, begins=0, ends=shot.frames, enters=wait, words=shot.words)
    cues = [cue for cue in line_cues(line, length) if cue.start < shot.frames]
    style = _caption_layout(design)

    def caption(cue: Cue) -> CaptionLayer:
        last = cue is cues[-1]
        button = set_button(cue, style) if last and shot.text.scenario is Scenario.CTA else SetText()
        text = button if button.lines else set_caption(cue, style)
        return CaptionLayer(text, cue.start, None if last else cue.end, rise=34 * design.unit)

    return tuple(map(caption, cues))


def _caption_layout(design: SceneDesign) -> CaptionLayout:
    look, palette = design.layout.look, design.palette
    hook = design.shot.text.scenario is Scenario.HOOK
    max_px = 124 if look is Look.TYPE else 104 if hook else 84
    dark_ink = palette.deep if contrast(palette.deep, palette.pale) >= 7 else INK
    return CaptionLayout(
        box=design.layout.text,
        unit=design.unit,
        max_px=int(max_px * design.unit),
        ink=dark_ink if look is Look.STUDIO else WHITE,
        accent=accent_on(_ground_of(design), (palette.accent, palette.pale, WHITE)),
        centred=design.variation.centred,
        on_scrim=look is Look.FULL,
        marks_words=design.shot.caption_style is CaptionStyle.HIGHLIGHT,
        face=face_of(design.shot.brand.font) if design.shot.brand else None,
    )


def _ground_of(design: SceneDesign) -> Colour:
    """Return about the colour on which words and buttons lie."""
    return design.palette.pale if design.layout.look is Look.STUDIO else design.palette.deep


def _look(sources: tuple[SourcePicture, ...], shot: Shot) -> Look:
    if not sources:
        return Look.TYPE
    if sources[0].product is not None:
        return Look.STUDIO
    image, format = sources[0].image, shot.format
    stretch = (image.width * format.height) / (image.height * format.width)
    fits = min(stretch, 1 / stretch) >= _MIN_COVERED
    return Look.FULL if fits and shot.text.shot_type in (ShotType.WIDE, ShotType.CLOSE_UP) else Look.CARD


def _toned(image: Image.Image, design: SceneDesign) -> Image.Image:
    """Return the picture without transparency, in faded colours if the scene shows a problem."""
    opaque = flatten(image)
    if design.shot.text.scenario is not Scenario.PROBLEM:
        return opaque
    return Image.blend(opaque, opaque.convert("L").convert("RGB"), 0.55)
