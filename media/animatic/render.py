"""An animatic: a shot filmed without a camera, from its pictures and its script."""

from collections.abc import Callable
from pathlib import Path

from domain.film_format import HANDLE_FRAMES
from domain.ports.video import Shot
from media.animatic.scene import AnimaticScene
from media.images.yuv_planes import to_frame
from media.video.encode import ClipWriter, key_frames


def draw_clip(shot: Shot, out: Path, on_frame: Callable[[int], None]) -> None:
    """Write the shot and its handle without sound, `shot.frames` + HANDLE_FRAMES frames, encoded as a working clip.

    `on_frame` hears how many frames are written, after each. Pictures that cannot be opened are left out.
    """
    scene = AnimaticScene(shot)
    with ClipWriter(out, shot.format, key_frames(shot.frames)) as clip:
        for number in range(shot.frames + HANDLE_FRAMES):
            clip.write(to_frame(scene.frame(number)))
            on_frame(clip.written)


def draw_clip_with_progress(shot: Shot, out: Path, progress: Path) -> None:
    """As `draw_clip`, for a process of its own: `progress` holds the part that is done, from 0 to 1, as text."""
    total = shot.frames + HANDLE_FRAMES

    def note(written: int) -> None:
        if written % 10 == 0 or written == total:
            _replace(progress, f"{written / total:.3f}")

    draw_clip(shot, out, note)


def read_progress(progress: Path) -> float:
    """What `draw_clip_with_progress` noted last, 0 before its first note."""
    return float(progress.read_text()) if progress.exists() else 0.0


def _replace(path: Path, text: str) -> None:
    """Readers see the old text or the new one, never half of it."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text)
    fresh.replace(path)
