"""One picture of a scene."""

from pathlib import Path

from domain.ports.video import Shot
from media.animatic.scene import AnimaticScene
from media.images.yuv_planes import to_image


def draw_still(shot: Shot, out: Path) -> None:
    """Write a frame from two thirds into the scene, where its words are readable, as a PNG of the film's size."""
    to_image(AnimaticScene(shot).frame(shot.frames * 2 // 3)).save(out, "PNG")
