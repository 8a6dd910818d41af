"""One picture of a scene."""

from pathlib import Path

from domain.ports import Shot
from media.planes import to_image
from media.scene import Scene


def draw_still(shot: Shot, out: Path) -> None:
    """Write a frame from two thirds into the scene, where its words are readable, as a PNG of the film's size."""
    to_image(Scene(shot).frame(shot.frames * 2 // 3)).save(out, "PNG")
