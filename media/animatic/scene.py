"""Draw the frames of one scene."""

from PIL import Image

from domain.ports.video import Shot
from media.animatic.camera import ease
from media.animatic.design import design_scene, make_backdrop, make_captions, make_pictures, make_scrim
from media.images.yuv_planes import Planes, crop_planes

_DISSOLVE_FRAMES = 12
"""Length of the dissolve from one picture of a scene to the next."""

_GREY = 128


class AnimaticScene:
    """A shot with its pictures opened and its words set. A frame depends on nothing but the shot and its number."""

    def __init__(self, shot: Shot) -> None:
        self.design = design_scene(shot)
        self.captions = make_captions(self.design)
        self._backdrop = make_backdrop(self.design)
        self._pictures = make_pictures(self.design)
        self._scrim = make_scrim(self.design)

    def frame(self, number: int) -> Planes:
        """Draw frame `number`, from 0; the handle's frames follow the scene's own."""
        canvas = self._empty_canvas(number)
        self._draw_pictures(canvas, number)
        if self._scrim is not None:
            self._scrim.paste(canvas)
        for caption in self.captions:
            caption.draw(canvas, number)
        return canvas

    def _empty_canvas(self, number: int) -> Planes:
        width, height = self.design.size
        if self._backdrop is None:
            half = (width >> 1, height >> 1)
            return Image.new("L", (width, height)), Image.new("L", half, _GREY), Image.new("L", half, _GREY)
        margin = self._backdrop.margin
        x, y = (round(margin * (1 + drift)) for drift in self.design.camera.drift(number))
        return crop_planes(self._backdrop.layer.planes, x, y, width, height)

    def _draw_pictures(self, canvas: Planes, number: int) -> None:
        """Show one picture after the other, each for an equal part of the scene."""
        span = self.design.shot.frames / len(self._pictures)
        index = min(len(self._pictures) - 1, int(number / span))
        since = number - round(index * span)
        shown = [(index, 1.0)]
        if index and since < _DISSOLVE_FRAMES:
            shown = [(index - 1, 1.0), (index, ease((since + 1) / (_DISSOLVE_FRAMES + 1)))]
        for at, opacity in shown:
            self._pictures[at].draw(canvas, self.design.camera.viewport(number, reverse=at % 2 == 1), opacity)
