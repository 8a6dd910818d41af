"""Draw the frames of a scene, and render a shot as a clip or as a still image."""

from collections.abc import Iterator
from pathlib import Path

import av
from PIL import Image

from domain.errors import MAX_MESSAGE
from domain.film_format import HANDLE_FRAMES
from domain.ports.video_and_image import Shot
from media.animatic.camera import ease
from media.animatic.caption_layers import CaptionLayer
from media.animatic.design import design_scene, make_backdrop, make_captions, make_pictures, make_scrim
from media.animatic.drawing import NotDrawn, write_progress
from media.animatic.yuv_planes import Planes, map_planes, planes_to_frame, planes_to_image
from media.video.encode import encode_clip, key_frames

_DISSOLVE_FRAMES = 12
"""Length of the dissolve from one picture of a scene to the next."""

_GREY = 128
_JPEG_QUALITY = 85


class AnimaticScene:
    """A shot with its pictures opened and its words set. A frame depends on nothing but the shot and its number.

    `not_drawn` is what cannot be drawn; it is left out.
    """

    def __init__(self, shot: Shot) -> None:
        self.design = design_scene(shot)
        self.not_drawn = self.design.not_drawn
        self.captions: tuple[CaptionLayer, ...] = ()
        try:
            self.captions = make_captions(self.design)
        except Exception as error:  # whatever fonts and shaping raise, the pictures are worth having without words
            reason = f"they cannot be set ({type(error).__name__}: {error})"
            self.not_drawn = (*self.not_drawn, NotDrawn(None, reason[:MAX_MESSAGE]))
        self._backdrop = make_backdrop(self.design)
        self._pictures = make_pictures(self.design)
        self._scrim = make_scrim(self.design)

    def frame(self, number: int) -> Planes:
        """Draw frame `number`, from 0; the handle's frames follow the scene's own.

        One picture is shown after the other, each for an equal part of the scene.
        """
        camera, (width, height) = self.design.camera, self.design.size
        if self._backdrop is None:
            half = (width >> 1, height >> 1)
            canvas = Image.new("L", (width, height)), Image.new("L", half, _GREY), Image.new("L", half, _GREY)
        else:
            margin = (self._backdrop[0].width - width) // 2
            x, y = (round(margin * (1 + drift)) & ~1 for drift in camera.drift(number))
            right, bottom = x + width, y + height
            canvas = map_planes(self._backdrop, lambda p, by: p.crop((x // by, y // by, right // by, bottom // by)))
        span = self.design.shot.frames / len(self._pictures)
        index = min(len(self._pictures) - 1, int(number / span))
        since = number - round(index * span)
        shown = [(index, 1.0)]
        if index and since < _DISSOLVE_FRAMES:
            shown = [(index - 1, 1.0), (index, ease((since + 1) / (_DISSOLVE_FRAMES + 1)))]
        for at, opacity in shown:
            self._pictures[at].draw(canvas, camera.viewport(number, reverse=at % 2 == 1), opacity)
        if self._scrim is not None:
            self._scrim.paste(canvas)
        for caption in self.captions:
            caption.draw(canvas, number)
        return canvas


def draw_clip(shot: Shot, out: Path, progress: Path | None = None) -> tuple[NotDrawn, ...]:
    """Write the shot and its handle without sound, `shot.frames` + HANDLE_FRAMES frames, as a working clip.

    The file `progress` holds the part that is done, from 0 to 1, as text, for other processes to read.
    Return what cannot be drawn, and was left out.
    """
    scene = AnimaticScene(shot)
    total = shot.frames + HANDLE_FRAMES

    def frames() -> Iterator[av.VideoFrame]:
        for number in range(1, total + 1):
            yield planes_to_frame(scene.frame(number - 1))
            if progress is not None and (number % 10 == 0 or number == total):
                write_progress(progress, number / total)

    encode_clip(frames(), out, shot.format, key_frames(shot.frames))
    return scene.not_drawn


def draw_still(shot: Shot, out: Path) -> None:
    """Write a frame of the shot as a PNG of the film's size."""
    _readable_frame(AnimaticScene(shot)).save(out, "PNG")


def draw_jpeg(shot: Shot, out: Path) -> tuple[NotDrawn, ...]:
    """Write a frame of the shot as a JPEG of its size. Return what cannot be drawn, and was left out."""
    scene = AnimaticScene(shot)
    _readable_frame(scene).save(out, "JPEG", quality=_JPEG_QUALITY, progressive=True)
    return scene.not_drawn


def _readable_frame(scene: AnimaticScene) -> Image.Image:
    """Return the frame at two thirds of the scene, where its words are readable."""
    return planes_to_image(scene.frame(scene.design.shot.frames * 2 // 3))
