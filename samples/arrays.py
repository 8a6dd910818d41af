"""Arithmetic with colours and points; conversion to images."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.floating]
"""Colours are linear RGB in the last axis; points and directions are x, y (up), z (towards the camera)."""

Paint = Callable[[Array], Array]
"""Albedo of the points of a surface."""


def vec(*values: float) -> Array:
    return np.array(values, np.float32)


def unit(v: Array) -> Array:
    length: Array = np.linalg.norm(v, axis=-1, keepdims=True)
    return v / np.maximum(length, 1e-6)


def dot(a: Array, b: Array) -> Array:
    product: Array = np.sum(a * b, axis=-1, keepdims=True)
    return product


def smooth(low: float, high: float, x: Array) -> Array:
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def bilinear(table: Array, i: Array, j: Array) -> Array:
    """Interpolate a table between its cells; i and j are less than its last indices."""
    u, v = i.astype(np.int32), j.astype(np.int32)
    fu, fv = i - u, j - v
    low = table[u, v] * (1 - fu) + table[u + 1, v] * fu
    high = table[u, v + 1] * (1 - fu) + table[u + 1, v + 1] * fu
    return np.asarray(low * (1 - fv) + high * fv)


def tone_map(linear: Array, exposure: float = 1.0) -> Array:
    """Map linear light to display values 0..1 with a soft shoulder (the ACES fit of Narkowicz, 2015)."""
    x = np.maximum(linear * exposure, 0)
    mapped = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)
    return np.asarray(np.clip(mapped, 0, 1).astype(np.float32) ** np.float32(1 / 2.2), np.float32)


def to_image(rgb: Array, alpha: Array | None = None) -> Image.Image:
    """Convert display values 0..1 to an image, dithered by less than one step so that gradients do not band."""
    noise = np.random.default_rng(7).random(rgb.shape[:2], np.float32)[..., None]
    colours = np.clip(rgb * 255 + noise, 0, 255).astype(np.uint8)
    image = Image.fromarray(colours)
    if alpha is not None:
        image.putalpha(Image.fromarray(np.clip(alpha * 255 + 0.5, 0, 255).astype(np.uint8)))
    return image


def clouds(size: tuple[int, int], cells: int, seed: int, octaves: int = 4) -> Array:
    """Return soft noise from 0 to 1, height x width."""
    rng = np.random.default_rng(seed)
    total = np.zeros((size[1], size[0]), np.float32)
    for octave in range(octaves):
        n = cells * 2**octave
        coarse = Image.fromarray(rng.random((n + 1, n + 1), np.float32))
        total += np.asarray(coarse.resize(size, Image.Resampling.BICUBIC), np.float32) / 2**octave
    total -= total.min()
    return np.asarray(total / total.max(), np.float32)


def blurred(light: Array, radius: int) -> Array:
    """Approximate a Gaussian blur by three box blurs."""
    size = 2 * radius + 1
    for axis in (0, 1) * 3:
        edges = [(radius + 1, radius) if at == axis else (0, 0) for at in range(3)]
        total = np.cumsum(np.pad(light, edges, mode="edge"), axis=axis, dtype=np.float64)
        ahead = np.take(total, range(size, total.shape[axis]), axis=axis)
        behind = np.take(total, range(total.shape[axis] - size), axis=axis)
        light = ((ahead - behind) / size).astype(np.float32)
    return light
