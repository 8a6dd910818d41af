"""What stands in a scene: decided once from the shot, before the first frame is drawn."""

from dataclasses import dataclass
from typing import Final

from PIL import Image

from domain.film_format import HANDLE_FRAMES, Transition
from domain.job.storyboard import Scenario, ShotType
from domain.ports.video import Shot
from media.animatic import backdrop
from media.animatic.camera import CameraMove
from media.animatic.colour import INK, WHITE, Colour, Palette, brightest, contrast, palette, shades
from media.animatic.cutout import cut_out
from media.animatic.ken_burns import MovingPicture, Underlay, card, filling, ground, product
from media.animatic.layout import Layout, Look, layout
from media.animatic.variation import SceneVariation
from media.images.decode import opaque, open_pictures, share_kept
from media.images.yuv_planes import Layer, layer
from media.text.captions import Cue, cues
from media.text.lettering import Caption, Style, button, caption

_PRODUCT_SIZES: Final = {
    ShotType.WIDE: 0.62,
    ShotType.MEDIUM: 0.82,
    ShotType.CLOSE_UP: 0.76,
    ShotType.PRODUCT: 0.92,
}


_SOFT: Final = 0.4
"""A drawn ground has no detail: it is kept at less than the film's size, which makes it cheaper to move."""

_LEAST_KEPT: Final = 0.5
"""A picture of which less than this would be left is not made to fill the film."""


@dataclass(frozen=True)
class Source:
    """A picture of the scene, and the product cut out of it where that is possible."""

    image: Image.Image
    product: Image.Image | None


@dataclass(frozen=True)
class Setting:
    """The decisions that everything in a scene follows."""

    shot: Shot
    sources: tuple[Source, ...]
    variation: SceneVariation
    camera: CameraMove
    palette: Palette
    layout: Layout

    @property
    def size(self) -> tuple[int, int]:
        return self.shot.format.width, self.shot.format.height

    @property
    def unit(self) -> float:
        """One pixel of a film whose short side is 1080."""
        return min(self.size) / 1080


@dataclass(frozen=True)
class Backdrop:
    """Soft, and larger than the film by `margin` on each side: a blur may drift by whole pixels unseen."""

    layer: Layer
    margin: int


def setting(shot: Shot) -> Setting:
    """Open the pictures and decide look, colours and camera."""
    variation = SceneVariation.of(shot.seed)
    camera = CameraMove(shot.text.shot_type, shot.text.transition, variation, shot.frames + HANDLE_FRAMES)
    sources = tuple(Source(image, cut_out(image)) for image in open_pictures(shot.pictures))
    look = _look(sources, shot)
    return Setting(
        shot, sources, variation, camera, _palette(shot, sources, variation), layout(look, shot.format, variation)
    )


def behind(setting: Setting) -> Backdrop | None:
    """The backdrop; None when the picture fills the film."""
    margin = int(28 * setting.unit) & ~1
    width, height = setting.size
    size = (width + 2 * margin, height + 2 * margin)
    match setting.layout.look:
        case Look.STUDIO:
            box = setting.layout.picture
            light = ((box.left + box.width / 2) / width, (box.top + box.height / 2) / height)
            image = backdrop.studio(size, setting.palette, light)
        case Look.CARD:
            image = backdrop.blurred(setting.sources[0].image, size, setting.palette, setting.unit)
        case Look.TYPE | Look.FULL:
            return None
    return Backdrop(layer(image, dither=True), margin)


def moving(setting: Setting) -> tuple[MovingPicture, ...]:
    """The pictures that the camera moves over, in the order they are shown; a drawn one when there is none."""
    if setting.sources:
        return tuple(_moving(setting, source) for source in setting.sources)
    width, height = (round(side * _SOFT) for side in setting.size)
    image = backdrop.drawn((width, height), setting.palette, setting.variation)
    return (ground(image, setting.layout.picture),)


def _moving(setting: Setting, source: Source) -> MovingPicture:
    room, closest = setting.layout.picture, setting.camera.closest
    if setting.layout.look is Look.FULL:
        return filling(_toned(opaque(source.image), setting), room, closest)
    if source.product is None:
        return card(_toned(opaque(source.image), setting), room, closest, setting.unit)
    size = _PRODUCT_SIZES[setting.shot.text.shot_type]
    return product(source.product, room, size, closest, setting.palette, setting.unit)


def foot(setting: Setting) -> Underlay | None:
    """The dark foot under the words of a full picture."""
    if setting.layout.look is not Look.FULL or not _words(setting):
        return None
    lightest = max((source.image for source in setting.sources), key=_light)
    scrim, top = backdrop.foot(lightest, setting.size, setting.layout.text, setting.palette)
    return Underlay(layer(scrim), 0, top)


def captions(setting: Setting) -> tuple[Caption, ...]:
    """The script, piece by piece. The first waits until a transition into the scene is over."""
    frames = setting.shot.frames
    shown = cues(_words(setting), frames, _longest_piece(setting))
    wait = 0 if setting.shot.text.transition is Transition.CUT else min(HANDLE_FRAMES, frames // 3)
    drawn: list[Caption | None] = []
    for at, cue in enumerate(shown):
        last = at == len(shown) - 1
        drawn.append(_caption(setting, cue, wait if at == 0 else cue.start, None if last else cue.end))
    return tuple(words for words in drawn if words is not None)


def _caption(setting: Setting, cue: Cue, start: int, end: int | None) -> Caption | None:
    style = _style(setting)
    box = setting.layout.text
    if setting.shot.text.scenario is Scenario.CTA and end is None:
        pressed = button(cue.text, box, style, setting.palette.accent, start, end)
        if pressed is not None:
            return pressed
    return caption(cue.text, box, style, start, end)


def _style(setting: Setting) -> Style:
    look, unit = setting.layout.look, setting.unit
    hook = setting.shot.text.scenario is Scenario.HOOK
    largest = 124 if look is Look.TYPE else 104 if hook else 84
    on_paper = look is Look.STUDIO
    return Style(
        unit=unit,
        largest=int(largest * unit),
        smallest=int(38 * unit),
        most_lines=4 if look is Look.FULL else 7,
        ink=_dark_ink(setting.palette) if on_paper else WHITE,
        shadow=not on_paper,
        bar=None if look is Look.FULL else setting.palette.accent,
        centred=setting.variation.centred,
        foot=look is Look.FULL,
    )


def _dark_ink(palette: Palette) -> Colour:
    return palette.deep if contrast(palette.deep, palette.pale) >= 7 else INK


def _longest_piece(setting: Setting) -> int:
    if setting.layout.look is Look.TYPE:
        return 90
    return 40 if setting.shot.text.scenario is Scenario.HOOK else 56


def _words(setting: Setting) -> str:
    """The script; a scene with neither script nor picture says what it is about."""
    text = setting.shot.text
    return text.script if text.script.strip() or setting.sources else text.description


def _look(sources: tuple[Source, ...], shot: Shot) -> Look:
    if not sources:
        return Look.TYPE
    if sources[0].product is not None:
        return Look.STUDIO
    fits = share_kept(sources[0].image, shot.format.width, shot.format.height) >= _LEAST_KEPT
    filling_shot = shot.text.shot_type in (ShotType.WIDE, ShotType.CLOSE_UP)
    return Look.FULL if fits and filling_shot else Look.CARD


def _palette(shot: Shot, sources: tuple[Source, ...], variation: SceneVariation) -> Palette:
    if sources:
        return palette(sources[0].product or sources[0].image, variation.colour)
    hue = sum(map(ord, shot.text.description + shot.text.script)) % 97 / 97
    return shades((hue + variation.colour / 12) % 1)


def _toned(image: Image.Image, setting: Setting) -> Image.Image:
    """A problem is shown in faded colours."""
    if setting.shot.text.scenario is not Scenario.PROBLEM:
        return image
    return Image.blend(image, image.convert("L").convert("RGB"), 0.55)


def _light(image: Image.Image) -> int:
    return brightest(opaque(image))[0]
