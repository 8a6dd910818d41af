"""Logos to test with: of every kind that clients have."""

from pathlib import Path

from PIL import Image, ImageDraw


def a_logo(path: Path, colour: str = "#102a20", ground: str | None = None, words: bool = True) -> Path:
    """Save a sign with bars beside it, like letters; on transparency, or on a ground of one colour."""
    image = Image.new("RGBA" if ground is None else "RGB", (420, 140), ground or (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 20, 120, 120), fill=colour)
    for place in range(150, 390, 30) if words else ():
        draw.rectangle((place, 40, place + 14, 110), fill=colour)
    image.save(path)
    return path
