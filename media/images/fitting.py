"""Fit pictures to a size."""

from pathlib import Path

from PIL import Image, ImageOps

from media.decoding.picture import open_picture


def cover(image: Image.Image, width: int, height: int) -> Image.Image:
    """Scale and crop the picture to that size. Of a tall picture the upper part is kept, where faces are."""
    return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS, centering=(0.5, 0.4))


def flatten(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, on white where it is transparent."""
    if image.mode == "RGB":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")


def write_preview(path: Path, into: Path, side: int) -> None:
    """Write a JPEG of a picture file, upright, no side longer than `side` pixels. Errors: as `open_picture`."""
    picture = flatten(open_picture(path))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    picture.save(into, "jpeg", quality=85)
