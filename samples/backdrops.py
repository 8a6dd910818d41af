"""Backgrounds and surfaces behind and under the products: a kitchen, a plaster wall, rain, water, wood and stone."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from samples.arrays import Array, Paint, blurred, clouds, smooth, to_image, tone_map, vec


def wood() -> Paint:
    grain = clouds((1600, 1600), 4, 21, 3)
    fine = clouds((1600, 1600), 90, 22, 2)

    def paint(p: Array) -> Array:
        plank = np.floor(p[:, 2] / 0.9)
        x, z = p[:, 0] * 34 + plank * 311, p[:, 2] * 310
        i, j = (z % 1600).astype(int), (x % 1600).astype(int)
        rings = 0.5 + 0.5 * np.sin(grain[i, j] * 46 + fine[i, j] * 5)
        tone = 0.62 + 0.34 * rings + 0.24 * (fine[i, j] - 0.5) + 0.10 * np.sin(plank * 12.9)
        seam = smooth(0.0, 0.02, np.abs(p[:, 2] / 0.9 - np.round(p[:, 2] / 0.9)))
        return np.asarray(vec(0.30, 0.155, 0.075) * (tone * (0.35 + 0.65 * seam))[:, None], np.float32)

    return paint


def window() -> Paint:
    """Low sun through a window with bars, as it falls on a table."""

    def look(p: Array) -> Array:
        u, v = p[:, 0] * 0.94 - p[:, 2] * 0.34, p[:, 2] * 0.94 + p[:, 0] * 0.34
        bar_u = smooth(0.10, 0.22, np.abs((u / 3.4 + 0.5) % 1 - 0.5) * 3.4)
        bar_v = smooth(0.10, 0.22, np.abs((v / 2.3 + 0.18) % 1 - 0.5) * 2.3)
        return (0.10 + 0.90 * bar_u * bar_v)[:, None].astype(np.float32)

    return look


def stone() -> Paint:
    grain = clouds((1200, 1200), 40, 31, 4)

    def paint(p: Array) -> Array:
        i, j = ((p[:, 2] * 200) % 1200).astype(int), ((p[:, 0] * 200 + p[:, 1] * 130) % 1200).astype(int)
        return np.asarray(vec(0.70, 0.58, 0.52) * (0.85 + 0.25 * grain[i, j])[:, None], np.float32)

    return paint


def kitchen(size: tuple[int, int]) -> Array:
    """A bright window and dim shelves, far out of focus."""
    width, height = size
    rng = np.random.default_rng(12)
    image = Image.new("RGB", size, (30, 21, 16))
    pen = ImageDraw.Draw(image)
    for x in range(2):
        for y in range(2):
            left, top = int(width * (-0.05 + x * 0.27)), int(height * (-0.08 + y * 0.2))
            pen.rectangle((left, top, left + int(width * 0.24), top + int(height * 0.18)), fill=(255, 214, 158))
    for shelf in range(3):
        board = int(height * (0.08 + shelf * 0.115))
        pen.rectangle((int(width * 0.58), board, width, board + 12), fill=(92, 58, 36))
        at = int(width * 0.6)
        while at < width:
            w, h = int(rng.integers(24, 70)), int(rng.integers(50, 140))
            tone = rng.uniform(0.4, 1.0)
            colour = [(150, 92, 58), (96, 100, 84), (190, 160, 124), (120, 60, 40)][rng.integers(4)]
            pen.rectangle((at, board - h, at + w, board), fill=tuple(int(c * tone) for c in colour))
            at += w + int(rng.integers(8, 40))
    image = image.filter(ImageFilter.GaussianBlur(30))
    glow = Image.new("RGB", size)
    pen = ImageDraw.Draw(glow)
    for _ in range(16):
        across, down, r = rng.uniform(0.5, 1.0) * width, rng.uniform(0.0, 0.32) * height, rng.uniform(14, 44)
        bright = rng.uniform(0.15, 0.5)
        pen.ellipse((across - r, down - r, across + r, down + r), fill=tuple(int(c * bright) for c in (255, 190, 120)))
    light = (np.asarray(image, np.float32) / 255) ** 2.2 * 1.5
    return (light + (np.asarray(glow.filter(ImageFilter.GaussianBlur(4)), np.float32) / 255) ** 2.2).astype(np.float32)


def leaf_wall(size: tuple[int, int]) -> Array:
    """A plaster wall in sunlight, crossed by the shadow of a branch."""
    width, height = size
    shade = Image.new("L", size, 255)
    pen = ImageDraw.Draw(shade)
    for bx, by, lean, count in ((0.98, -0.15, 2.35, 13), (0.30, -0.25, 1.9, 10), (1.08, 0.42, 2.75, 9)):
        for k in range(count):
            t = 0.12 + 0.075 * k
            x = width * bx + np.cos(lean) * t * height * 1.25
            y = height * by + np.sin(lean) * t * height * 1.25
            for side in (-1, 1):
                _leaf(pen, x, y, lean + side * (0.75 - 0.03 * k), height * (0.21 - 0.010 * k))
    soft = np.asarray(shade.filter(ImageFilter.GaussianBlur(11)), np.float32) / 255
    rough = clouds(size, 60, 41, 4)
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    falloff = 1.15 - 0.55 * x - 0.15 * y
    light = (0.30 + 0.70 * soft) * falloff * (0.93 + 0.12 * rough)
    colour = vec(0.90, 0.60, 0.53) * (soft[..., None] * 0.25 + 0.75) + vec(0.02, 0.02, 0.05) * (1 - soft[..., None])
    return (colour * light[..., None] * 1.25).astype(np.float32)


def _leaf(pen: ImageDraw.ImageDraw, x: float, y: float, angle: float, length: float) -> None:
    t = np.linspace(0, 1, 24)
    half = np.sin(np.pi * t**0.8) * length * 0.13
    along, across = t * length, np.concatenate([half, -half[::-1]])
    along = np.concatenate([along, along[::-1]])
    px, py = x + along * np.cos(angle) - across * np.sin(angle), y + along * np.sin(angle) + across * np.cos(angle)
    pen.polygon(list(zip(px.tolist(), py.tolist(), strict=True)), fill=40)


def rain() -> Image.Image:
    """The city through a window on a wet morning."""
    width, height = size = (1200, 1600)
    rng = np.random.default_rng(8)
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    dusk = vec(0.045, 0.075, 0.115) * (1 - down) + vec(0.02, 0.022, 0.035) * down
    light = np.broadcast_to(dusk, (height, width, 3)).copy()
    colours = (vec(1.0, 0.42, 0.10), vec(1.0, 0.62, 0.26), vec(0.95, 0.10, 0.05), vec(0.35, 0.62, 1.0))
    for _ in range(90):
        lamp = Image.new("L", size)
        x, y, r = rng.uniform(-0.05, 1.05) * width, rng.normal(0.64, 0.13) * height, rng.uniform(26, 92)
        ImageDraw.Draw(lamp).ellipse((x - r, y - r, x + r, y + r), fill=255)
        colour = colours[rng.choice(4, p=[0.45, 0.3, 0.13, 0.12])]
        light += (np.asarray(lamp, np.float32) / 255)[..., None] * colour * rng.uniform(0.03, 0.24)
    return to_image(tone_map(_through_drops(blurred(light, 8), light, rng), 1.25))


def _through_drops(soft: Array, sharp: Array, rng: np.random.Generator) -> Array:
    """Show what is behind a wet pane: out of focus, and upside down in every drop."""
    height, width = soft.shape[:2]
    tall = np.zeros((height, width), np.float32)
    for _ in range(1100):
        r = float(rng.gamma(1.1, 5.0)) + 2.0
        x, y, stretch = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(1.0, 1.35)
        _drop_on(tall, x, y, min(r, 34), stretch)
    for _ in range(9):
        x, y, end = rng.uniform(0.05, 0.95) * width, rng.uniform(-0.1, 0.5) * height, rng.uniform(0.4, 0.95) * height
        while y < end:
            x += rng.normal(0, 1.1)
            _drop_on(tall, x, y, rng.uniform(5, 9), 1.5)
            y += rng.uniform(3, 12)
        _drop_on(tall, x, end, 24, 1.45)
    gy, gx = np.gradient(tall)
    y, x = np.mgrid[0:height, 0:width]
    i = np.clip(y - gy * 120, 0, height - 1).astype(int)
    j = np.clip(x - gx * 120, 0, width - 1).astype(int)
    wet = smooth(0.3, 1.2, tall)[..., None]
    rim = np.clip(-gy * 0.5 - 0.05, 0, 1)[..., None] * 0.10
    shine = np.clip((-gx * 0.6 + gy * 0.8) - 0.78, 0, 1)[..., None] * 2.2
    inside = sharp[i, j] * 1.15 + vec(0.02, 0.03, 0.04) + shine * vec(0.8, 0.9, 1.0) - rim
    return np.asarray(np.maximum(soft * (1 - wet) + inside * wet, 0), np.float32)


def _drop_on(tall: Array, x: float, y: float, r: float, stretch: float) -> None:
    height, width = tall.shape
    top, bottom = max(0, int(y - r * stretch - 1)), min(height, int(y + r * stretch + 2))
    left, right = max(0, int(x - r - 1)), min(width, int(x + r + 2))
    if top >= bottom or left >= right:
        return
    v, u = np.mgrid[top:bottom, left:right].astype(np.float32)
    bowl = 1 - ((u - x) / r) ** 2 - ((v - y) / (r * stretch)) ** 2
    cap = np.sqrt(np.clip(bowl, 0, 1)).astype(np.float32) * r * 0.55
    tall[top:bottom, left:right] = np.maximum(tall[top:bottom, left:right], cap)


def ripples() -> Image.Image:
    """Rings on still water at dawn."""
    width, height = 1920, 1080
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    depth = 1 / (0.35 + y / height)
    u, v = (x / width - 0.5) * depth * 3.2, depth * 4
    wave = np.zeros((height, width), np.float32)
    for cx, cz, size, phase in ((0.05, 4.35, 1.0, 0.2), (-1.5, 6.2, 0.5, 1.1), (1.9, 5.6, 0.45, 2.3)):
        r = np.hypot(u - cx, (v - cz) * 1.0)
        wave += size * np.sin(r * 24 - phase) * np.exp(-r * 1.5) * smooth(0, 0.08, r)
    wave += 0.10 * (clouds((width, height), 7, 51, 4) - 0.5)
    gy, gx = np.gradient(wave)
    tilt = np.clip(gy * 9, -1, 1)
    up = np.clip(1 - y / height + tilt * 0.9 + gx * 2, 0, 1)[..., None]
    light = vec(0.52, 0.26, 0.27) * (1 - up) + vec(0.98, 0.74, 0.64) * up
    sun_at = np.exp(-(((x / width - 0.5 + gx * 3) / 0.16) ** 2) - ((tilt - 0.25) / 0.22) ** 2)
    light = light + sun_at[..., None] * vec(1.1, 0.9, 0.7) * 0.75
    return to_image(tone_map(blurred(light.astype(np.float32), 1), 0.85))
