"""A small picture of a picture, for those who look at many."""

from pathlib import Path

from PIL import Image

from media.images.decode import opaque, open_picture

QUALITY = 85


def preview(path: Path, into: Path, side: int) -> None:
    """A JPEG of the picture, upright, no side longer than `side` pixels. Errors: InputRejected, as `open_picture`."""
    picture = opaque(open_picture(path))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    picture.save(into, "jpeg", quality=QUALITY)
