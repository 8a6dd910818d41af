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
from media.drawing.yuv_planes import Canvas, Planes, planes_to_image
from media.video.encode import encode_clip, key_frames

_DISSOLVE_FRAMES = 12
"""Length of the dissolve from one picture of a scene to the next."""

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
        """Draw frame `number`, from 0; the handle's frames follow the scene's own."""
        canvas = Canvas(*self.design.size)
        self.draw(canvas.planes, number)
        return canvas.planes

    def draw(self, canvas: Planes, number: int) -> None:
        """Draw frame `number` over whatever is on the canvas.

        One picture is shown after the other, each for an equal part of the scene.
        """
        camera, width = self.design.camera, self.design.size[0]
        if self._backdrop is not None:
            margin = (self._backdrop[0].width - width) // 2
            x, y = (round(margin * (1 + drift)) & ~1 for drift in camera.drift(number))
            for shift, target, source in zip((0, 1, 1), canvas, self._backdrop, strict=True):
                target.paste(source, (-x >> shift, -y >> shift))
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
        if self.design.logo is not None:
            self.design.logo.paste(canvas)


def draw_clip(shot: Shot, out: Path, progress: Path | None = None) -> tuple[NotDrawn, ...]:
    """Write the shot and its handle without sound, `shot.frames` + HANDLE_FRAMES frames, as a working clip.

    The file `progress` holds the part that is done, from 0 to 1, as text, for other processes to read.
    Return what cannot be drawn, and was left out.
    """
    scene = AnimaticScene(shot)
    total = shot.frames + HANDLE_FRAMES

    def frames() -> Iterator[av.VideoFrame]:
        canvas = Canvas(*scene.design.size)
        for number in range(1, total + 1):
            scene.draw(canvas.planes, number - 1)
            yield canvas.frame
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
