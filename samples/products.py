"""The products: a ceramic coffee cup and a serum bottle, with what is printed on them."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from samples.arrays import Array, Paint, bilinear, clouds, smooth, vec
from samples.ray_marching import Lathe

INTER = Path(str(files("fontpkg_inter"))) / "files" / "Inter[opsz,wght].ttf"
CJK = Path(str(files("manimgx_fonts_cjk"))) / "NotoSansCJK-VF.otf.ttc"


def draw_text(text: str, font: Path, pixels: int, weight: float, spacing: float = 0.0) -> Image.Image:
    """Draw white letters on black, spaced by `spacing` of their size."""
    face = ImageFont.truetype(str(font), pixels)
    axes = [weight if axis["name"] == b"Weight" else axis["default"] or 0.0 for axis in face.get_variation_axes()]
    face.set_variation_by_axes(axes)
    gap = pixels * spacing
    width = int(sum(face.getlength(char) + gap for char in text) + pixels)
    image = Image.new("L", (width, int(pixels * 1.5)))
    pen, at = ImageDraw.Draw(image), pixels * 0.5
    for char in text:
        pen.text((at, pixels * 0.15), char, 255, face)
        at += face.getlength(char) + gap
    box = image.getbbox()
    return image.crop(box) if box else image


def sun_logo(pixels: int) -> Image.Image:
    """Draw the logo of Morrow: the sun rising behind a rim."""
    big = pixels * 4
    image = Image.new("L", (big, big))
    pen = ImageDraw.Draw(image)
    middle, floor = big / 2, big * 0.66
    for angle in np.linspace(np.pi * 1.08, np.pi * 1.92, 7):
        x, y = np.cos(angle), np.sin(angle)
        pen.line(
            (middle + x * big * 0.33, floor + y * big * 0.33, middle + x * big * 0.46, floor + y * big * 0.46),
            fill=255,
            width=big // 28,
        )
    pen.pieslice((middle - big * 0.25, floor - big * 0.25, middle + big * 0.25, floor + big * 0.25), 180, 360, 255)
    pen.rounded_rectangle((big * 0.06, floor + big * 0.045, big * 0.94, floor + big * 0.08), big * 0.02, 255)
    return image.resize((pixels, pixels), Image.Resampling.LANCZOS)


def drop_logo(pixels: int) -> Image.Image:
    """Draw the logo of Shizuku: one drop."""
    y, x = np.mgrid[-1 : 1 : pixels * 1j, -1 : 1 : pixels * 1j].astype(np.float32)
    tangent = 0.3 - 0.62**2 / 1.25
    side = 0.62 * np.sqrt(1 - (0.62 / 1.25) ** 2) * (y + 0.95) / (tangent + 0.95)
    body = np.where(y < tangent, side - np.abs(x), 0.62 - np.hypot(x, y - 0.3))
    shine = np.hypot(x + 0.2, y - 0.42) - 0.14
    ink = smooth(0, 0.02, body) * smooth(-0.01, 0.01, shine)
    return Image.fromarray((ink * 255).astype(np.uint8))


def stacked(*rows: Image.Image, gap: int) -> Array:
    """Stack rows, centred, as ink from 0 to 1."""
    width, height = max(row.width for row in rows), sum(row.height + gap for row in rows)
    sheet, y = Image.new("L", (width + 40, height + 40)), 20
    for row in rows:
        sheet.paste(row, ((sheet.width - row.width) // 2, y))
        y += row.height + gap
    return np.asarray(sheet, np.float32) / 255


def printed(p: Array, ink: Array, low: float, high: float, turn: float = 0.0) -> Array:
    """Return how much ink is on each point of a body; the print faces the camera, turned by `turn` radians."""
    rows, columns = ink.shape
    v = (high - p[:, 1]) / (high - low)
    radius = float(np.median(np.hypot(p[:, 0], p[:, 2])))
    across = (high - low) * columns / rows / radius
    u = (np.arctan2(p[:, 0], p[:, 2]) - turn) / across + 0.5
    inside = (u >= 0) & (u < 1) & (v >= 0) & (v < 1)
    x, y = np.clip(u, 0, 0.999) * (columns - 1), np.clip(v, 0, 0.999) * (rows - 1)
    return np.asarray((bilinear(ink, y, x) * inside)[:, None], np.float32)


def around(texture: Array, low: float, high: float) -> Callable[[Array], Array]:
    """Wrap a texture once round a body between two heights."""

    def look(p: Array) -> Array:
        rows, columns = texture.shape
        u = (np.arctan2(p[:, 0], p[:, 2]) / (2 * np.pi) + 0.5) * (columns - 1)
        v = np.clip((high - p[:, 1]) / (high - low), 0, 1) * (rows - 1)
        return np.asarray(texture[v.astype(int), u.astype(int)][:, None], np.float32)

    return look


def cup() -> tuple[Lathe, ...]:
    """A hand-thrown cup in cream glaze over raw clay, with a cork band and a dark lid."""
    mark = stacked(sun_logo(300), draw_text("MORROW", INTER, 92, 600, 0.22), gap=36)
    body = [(0.60, 0.0), (0.68, 0.05), (0.80, 1.0), (0.90, 1.9), (0.93, 2.2), (0.88, 2.24)]
    band = [(0.845, 1.02), (0.872, 1.02), (0.922, 1.50), (0.895, 1.50)]
    lid = [
        (0.90, 2.25),
        (0.965, 2.27),
        (0.965, 2.37),
        (0.90, 2.42),
        (0.86, 2.55),
        (0.80, 2.58),
        (0.76, 2.52),
        (0.2, 2.50),
    ]
    return (
        Lathe(body, 0.02, _glaze(mark), gloss=0.045, roughness=0.10),
        Lathe(band, 0.015, _cork(), gloss=0.02, roughness=0.9),
        Lathe(lid, 0.02, lambda p: np.broadcast_to(vec(0.045, 0.032, 0.026), p.shape), gloss=0.04, roughness=0.35),
    )


def _glaze(mark: Array) -> Paint:
    speckle, wave = around(clouds((2600, 1000), 150, 3, 2), 0, 2.3), around(clouds((2400, 8), 9, 5, 2), 0, 2.3)
    drift = around(clouds((1200, 600), 5, 8), 0, 2.3)

    def paint(p: Array) -> Array:
        edge = 0.40 + 0.14 * (wave(p) - 0.5)
        glazed = smooth(-0.012, 0.012, p[:, 1:2] - edge)
        clay = vec(0.42, 0.175, 0.085) * (0.82 + 0.3 * speckle(p))
        cream = vec(0.80, 0.70, 0.55) * (0.93 + 0.1 * drift(p))
        cream = cream * (1 - 0.55 * smooth(0.80, 0.86, speckle(p)))
        rim = smooth(0.0, 0.05, p[:, 1:2] - edge)
        cream = cream * (0.72 + 0.28 * rim)
        ink = printed(p, mark, 1.60, 2.10)
        cream = cream * (1 - ink) + vec(0.20, 0.075, 0.035) * ink
        return np.asarray(clay * (1 - glazed) + cream * glazed, np.float32)

    return paint


def _cork() -> Paint:
    grain, fine = around(clouds((2000, 300), 60, 11, 3), 1.0, 1.5), around(clouds((2400, 400), 200, 12, 1), 1.0, 1.5)

    def paint(p: Array) -> Array:
        tone = 0.75 + 0.5 * (grain(p) - 0.5) - 0.5 * smooth(0.78, 0.85, fine(p))
        return (vec(0.46, 0.27, 0.14) * tone).astype(np.float32)

    return paint


def _arc(inner: float, low: float, across: float, up: float) -> list[tuple[float, float]]:
    """Return a quarter of an ellipse, from its widest point up to its top."""
    return [(inner + across * float(np.cos(a)), low + up * float(np.sin(a))) for a in np.linspace(0.03, np.pi / 2, 48)]


def bottle() -> tuple[Lathe, ...]:
    """A serum bottle in misty lacquer with a gold collar and a white dropper."""
    label = stacked(
        drop_logo(190),
        draw_text("雫", CJK, 200, 400),
        draw_text("SHIZUKU", INTER, 56, 500, 0.34),
        draw_text("MORNING SERUM  30 ml", INTER, 30, 400, 0.12),
        gap=34,
    )
    body = [(0.58, 0.0), (0.63, 0.02), (0.66, 0.07), (0.66, 1.62), *_arc(0.26, 1.62, 0.40, 0.34), (0.26, 2.04)]
    collar = [(0.31, 2.02), (0.335, 2.035), (0.335, 2.36), (0.31, 2.38)]
    bulb = [(0.235, 2.39), (0.235, 2.44), (0.2, 2.48), (0.195, 2.85), *_arc(0.0, 2.85, 0.195, 0.21)]
    return (
        Lathe(body, 0.025, _lacquer(label), gloss=0.05, roughness=0.22),
        Lathe(
            collar,
            0.012,
            lambda p: np.broadcast_to(vec(0.16, 0.095, 0.035), p.shape),
            gloss=0.7,
            roughness=0.12,
            metal=vec(1.0, 0.72, 0.42),
        ),
        Lathe(bulb, 0.01, lambda p: np.broadcast_to(vec(0.82, 0.80, 0.77), p.shape), gloss=0.03, roughness=0.6),
    )


def _lacquer(label: Array) -> Paint:
    def paint(p: Array) -> Array:
        high = smooth(0.0, 1.7, p[:, 1:2])
        colour = vec(0.62, 0.26, 0.25) * (1 - high) + vec(0.88, 0.66, 0.60) * high
        ink = printed(p, label, 0.42, 1.38)
        return (colour * (1 - ink) + vec(0.98, 0.95, 0.9) * ink).astype(np.float32)

    return paint
