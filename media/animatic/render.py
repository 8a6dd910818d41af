"""Render a shot as a clip or as a still image."""

from collections.abc import Iterator
from pathlib import Path

import av

from domain.film_format import HANDLE_FRAMES
from domain.ports.video import Shot
from media.animatic.scene import AnimaticScene
from media.images.yuv_planes import planes_to_frame, planes_to_image
from media.video.encode import encode_clip, key_frames


def draw_clip(shot: Shot, out: Path, progress: Path | None = None) -> None:
    """Write the shot and its handle without sound, `shot.frames` + HANDLE_FRAMES frames, as a working clip.

    The file `progress` holds the part that is done, from 0 to 1, as text, for other processes to read.
    Pictures that cannot be opened are left out.
    """
    scene = AnimaticScene(shot)
    total = shot.frames + HANDLE_FRAMES

    def frames() -> Iterator[av.VideoFrame]:
        for number in range(1, total + 1):
            yield planes_to_frame(scene.frame(number - 1))
            if progress is not None and (number % 10 == 0 or number == total):
                # Readers see the old text or the new one, never half of it.
                fresh = progress.with_name(f"{progress.name}.new")
                fresh.write_text(f"{number / total:.3f}")
                fresh.replace(progress)

    encode_clip(frames(), out, shot.format, key_frames(shot.frames))


def read_progress(progress: Path) -> float:
    """Return the part that `draw_clip` wrote last; 0 before it has."""
    return float(progress.read_text()) if progress.exists() else 0.0


def draw_still(shot: Shot, out: Path) -> None:
    """Write a frame from two thirds into the scene, where its words are readable, as a PNG of the film's size."""
    planes_to_image(AnimaticScene(shot).frame(shot.frames * 2 // 3)).save(out, "PNG")
