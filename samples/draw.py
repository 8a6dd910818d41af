"""Draw the pictures of the sample briefs: `python -m samples.draw [name ...]`. Ten minutes for all of them."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from samples.arrays import Array, blurred, smooth, to_image, tone_map, vec
from samples.backdrops import kitchen, leaf_wall, rain, ripples, stone, window, wood
from samples.products import INTER, bottle, cup, draw_text, drop_logo, stacked, sun_logo
from samples.ray_marching import Bean, Lathe, Lighting, RayCamera, RayScene, SoftBox, Solid, render_solids, render_table

HERE = Path(__file__).parent


def packshot(solids: tuple[Lathe, ...], middle: float, view: float) -> Image.Image:
    """Draw a product alone under studio light, on transparency."""
    lights = Lighting(
        key=vec(-0.75, 0.8, 0.55),
        key_colour=vec(1.5, 1.38, 1.22),
        sky=vec(0.52, 0.54, 0.58),
        ground=vec(0.22, 0.19, 0.16),
        boxes=(
            SoftBox(vec(-1, 0.25, 0.45), 0.22, 0.62, vec(6, 5.8, 5.4)),
            SoftBox(vec(1, 0.2, 0.1), 0.10, 0.7, vec(3, 3.1, 3.3)),
            SoftBox(vec(0, 1, 0.2), 0.5, 0.4, vec(2, 2, 2)),
        ),
        hardness=6,
    )
    camera = RayCamera(vec(0, middle + 0.8, 9), vec(0, middle, 0), view)
    light = render_solids(RayScene(solids, lights, table=False), camera, 1100, 1600)
    alpha = light[..., 3]
    return to_image(tone_map(light[..., :3] / np.maximum(alpha, 1e-3)[..., None]), alpha)


def hero_cup(size: tuple[int, int] = (1200, 1600)) -> Image.Image:
    """The cup on a wooden table in low morning sun."""
    rng = np.random.default_rng(4)
    beans: list[Solid] = [
        Bean(x, z, float(rng.uniform(0, 6.3)), float(rng.uniform(-0.5, 0.6)), 0.13)
        for x, z in [(1.25, 0.7), (1.5, 0.95), (1.12, 1.1), (1.62, 0.55), (-1.25, 1.2), (0.75, 1.45), (-1.0, 1.55)]
    ]
    lights = Lighting(
        key=vec(-0.9, 0.62, -0.18),
        key_colour=vec(3.9, 2.75, 1.6),
        sky=vec(0.40, 0.37, 0.36),
        ground=vec(0.16, 0.10, 0.06),
        boxes=(
            SoftBox(vec(-1, 0.35, -0.1), 0.3, 0.5, vec(7, 5.4, 3.6)),
            SoftBox(vec(0.9, 0.3, 0.7), 0.15, 0.6, vec(1.6, 1.4, 1.25)),
        ),
        hardness=9,
    )
    camera = RayCamera(vec(0.3, 2.35, 8.2), vec(0.05, 1.34, 0), 0.56)
    width, height = size
    scene = RayScene((*cup(), *beans), lights, pattern=window())
    table = render_table(scene, camera, width, height, wood(), end=-6)
    backdrop = kitchen((width, height * 7 // 4))[:height]
    return to_image(tone_map(_composed(render_solids(scene, camera, width, height), table, backdrop, 0.60), 0.95))


def hero_bottle() -> Image.Image:
    """The bottle on a stone plinth, leaf shadows on a plaster wall."""
    plinth = Lathe([(1.5, -0.6), (1.55, -0.55), (1.55, -0.06), (1.5, -0.01)], 0.01, stone(), gloss=0.02, roughness=0.8)
    lights = Lighting(
        key=vec(-0.7, 0.75, 0.5),
        key_colour=vec(2.3, 1.95, 1.65),
        sky=vec(0.42, 0.40, 0.44),
        ground=vec(0.30, 0.20, 0.18),
        boxes=(
            SoftBox(vec(-1, 0.3, 0.3), 0.25, 0.6, vec(5, 4.7, 4.4)),
            SoftBox(vec(1, 0.2, 0.1), 0.12, 0.7, vec(2, 2, 2)),
        ),
        hardness=7,
    )
    camera = RayCamera(vec(0, 2.0, 9.5), vec(0, 1.22, 0), 0.46)
    size = (1920, 1080)
    front = render_solids(RayScene((*bottle(), plinth), lights, table=False), camera, *size)
    wall = leaf_wall(size)
    alpha = front[..., 3:]
    return to_image(tone_map(front[..., :3] + wall * (1 - alpha), 0.95))


def _composed(front: Array, table: Array, backdrop: Array, horizon: float) -> Array:
    """Compose solids over table over backdrop, with the far end of the table out of focus."""
    height = front.shape[0]
    fade = smooth(horizon - 0.10, horizon + 0.16, np.linspace(0, 1, height, dtype=np.float32))[:, None, None]
    there = table[..., 3:]
    ground = table[..., :3] + backdrop * (1 - there)
    far = blurred(ground, 26)
    near = blurred(ground, 5) * (1 - fade) + ground * fade
    ground = far * (1 - fade) ** 2 + near * (1 - (1 - fade) ** 2)
    return front[..., :3] + ground * (1 - front[..., 3:])


def logo(ink: Array, colour: tuple[int, int, int]) -> Image.Image:
    """Draw a logo in one colour, the rest transparent."""
    image = Image.new("RGBA", (ink.shape[1], ink.shape[0]), (*colour, 0))
    image.putalpha(Image.fromarray((ink * 255).astype(np.uint8)))
    return image


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "ember-hero.jpg": hero_cup,
    "ember-cup.webp": lambda: packshot(cup(), 1.29, 0.36),
    "rainy-window.jpg": rain,
    "morrow-logo.png": lambda: logo(
        stacked(sun_logo(520), draw_text("MORROW", INTER, 180, 600, 0.22), gap=60), (74, 38, 22)
    ),
    "shizuku-hero.jpg": hero_bottle,
    "shizuku-bottle.webp": lambda: packshot(bottle(), 1.53, 0.42),
    "ripples.jpg": ripples,
    "shizuku-logo.png": lambda: logo(
        stacked(drop_logo(450), draw_text("SHIZUKU", INTER, 164, 500, 0.34), gap=60), (120, 58, 54)
    ),
}


def main(names: list[str]) -> None:
    for name in names or PICTURES:
        image = PICTURES[name]()
        if name.endswith(".jpg"):
            image.save(HERE / name, quality=86, optimize=True, progressive=True)
        elif name.endswith(".webp"):
            image.save(HERE / name, quality=92, method=6)
        else:
            image.save(HERE / name, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
