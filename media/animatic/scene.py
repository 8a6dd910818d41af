"""One scene, drawn frame by frame: a pure function of the shot and the frame's number."""

from typing import Final

from PIL import Image

from domain.ports.video import Shot
from media.animatic.camera import ease
from media.animatic.staging import behind, captions, foot, moving, setting
from media.images.yuv_planes import Planes, put, window

_DISSOLVE: Final = 12
"""Frames in which one picture of a scene gives way to the next."""

_GREY: Final = 128


class AnimaticScene:
    """A shot, prepared: pictures opened, words set. Frames may then be asked in any order."""

    def __init__(self, shot: Shot) -> None:
        self.setting = setting(shot)
        self.captions = captions(self.setting)
        self._backdrop = behind(self.setting)
        self._pictures = moving(self.setting)
        self._foot = foot(self.setting)

    def frame(self, number: int) -> Planes:
        """Frame `number`, from 0. The frames of the handle follow the scene's own."""
        canvas = self._canvas(number)
        self._draw_pictures(canvas, number)
        if self._foot is not None:
            put(canvas, self._foot.layer, self._foot.x, self._foot.y)
        for words in self.captions:
            words.draw(canvas, number)
        return canvas

    def _canvas(self, number: int) -> Planes:
        width, height = self.setting.size
        if self._backdrop is None:
            half = (width >> 1, height >> 1)
            return Image.new("L", (width, height)), Image.new("L", half, _GREY), Image.new("L", half, _GREY)
        margin = self._backdrop.margin
        x, y = (round(margin * (1 + way)) for way in self.setting.camera.drift(number))
        return window(self._backdrop.layer, x, y, width, height)

    def _draw_pictures(self, canvas: Planes, number: int) -> None:
        """One after the other, each for its share of the scene."""
        span = self.setting.shot.frames / len(self._pictures)
        turn = min(len(self._pictures) - 1, int(number / span))
        since = number - round(turn * span)
        if turn and since < _DISSOLVE:
            self._draw_picture(canvas, turn - 1, number, 1.0)
            self._draw_picture(canvas, turn, number, ease((since + 1) / (_DISSOLVE + 1)))
        else:
            self._draw_picture(canvas, turn, number, 1.0)

    def _draw_picture(self, canvas: Planes, turn: int, number: int, opacity: float) -> None:
        view = self.setting.camera.view(number, backwards=turn % 2 == 1)
        self._pictures[turn].draw(canvas, view, opacity)
