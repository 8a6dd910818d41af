"""Small JPEG previews of pictures."""

from pathlib import Path
from typing import Final

from PIL import Image

from media.decoding.picture import open_picture
from media.images.fitting import flatten

_QUALITY: Final = 85


def write_preview(path: Path, into: Path, side: int) -> None:
    """Write a JPEG of the picture, upright, no side longer than `side` pixels. Errors: as `open_picture`."""
    picture = flatten(open_picture(path))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    picture.save(into, "jpeg", quality=_QUALITY)
