"""Colour in numbers: the test picture, and how a colour is written in other spaces, by the published formulas.

Sources: IEC 61966-2-1 (sRGB), BT.709, BT.2020, BT.2100 (PQ, HLG), BT.601, ICC.1:2001-04 (matrix profiles).
"""

import struct
from collections.abc import Callable
from itertools import product
from typing import Any, Final

import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

RED, GREEN, BLUE, YELLOW = (230, 20, 20), (20, 200, 20), (20, 20, 230), (240, 230, 20)
CORNERS: Final = (RED, GREEN, BLUE, YELLOW)
"""Top left, top right, bottom left, bottom right."""

SIDE: Final = 240

_SRGB_WHITE = (0.3127, 0.3290)
_D50 = np.array([0.9642, 1.0, 0.8249])
PRIMARIES: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "srgb": ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), _SRGB_WHITE),
    "adobe": ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), _SRGB_WHITE),
    "p3": ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), _SRGB_WHITE),
    "bt2020": ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), _SRGB_WHITE),
    "prophoto": ((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), (0.3457, 0.3585)),
}


def picture(width: int = SIDE, height: int = SIDE) -> Array:
    """Return the test picture, height x width x 3: four colours at the corners, on grey chequers."""
    rows, columns = np.arange(height)[:, None], np.arange(width)[None, :]
    light = (rows // 12 + columns // 12) % 2
    pixels = np.repeat(np.where(light, 190, 120)[..., None], 3, axis=2).astype(np.uint8)
    for colour, (top, left) in zip(CORNERS, ((0.14, 0.14), (0.14, 0.54), (0.54, 0.14), (0.54, 0.54)), strict=True):
        tall, wide = slice(round(top * height), round((top + 0.32) * height)), left * width
        pixels[tall, round(wide) : round(wide + 0.32 * width)] = colour
    return pixels


def linear(srgb: Array) -> Array:
    """Return the light of 8-bit sRGB, 0 to 1."""
    value = srgb / 255.0
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def srgb(light: Array) -> Array:
    """Return light as sRGB, 0 to 1."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)


def to_xyz(name: str) -> Array:
    """Return the matrix from linear RGB with these primaries to XYZ of its own white."""
    corners = np.array([(x / y, 1.0, (1 - x - y) / y) for x, y in PRIMARIES[name][:3]]).T
    return corners * np.linalg.solve(corners, _white(name))


def converted(light: Array, name: str) -> Array:
    """Return sRGB's linear light in other primaries, both adapted to D50 as ICC does."""
    matrix = np.linalg.solve(_to_d50(name), _to_d50("srgb"))
    return np.clip(light @ matrix.T, 0, 1)


def oetf709(light: Array) -> Array:
    light = np.clip(light, 0, 1)
    return np.where(light < 0.018, 4.5 * light, 1.099 * light**0.45 - 0.099)


def from709(value: Array) -> Array:
    """Return the light of 8-bit values of BT.709's curve, by its inverse."""
    value = value / 255.0
    return np.where(value < 0.081, value / 4.5, ((value + 0.099) / 1.099) ** (1 / 0.45))


def pq(light: Array, white: float = 100.0) -> Array:
    """Return light, with white at so many nits, as PQ."""
    y = np.clip(light * white / 10_000, 0, 1) ** (2610 / 16384)
    return np.asarray(((3424 / 4096 + 2413 / 128 * y) / (1 + 2392 / 128 * y)) ** (2523 / 32))


def hlg(light: Array) -> Array:
    """Return BT.2020's display light, white at 1, as HLG, by the inverse OOTF with gamma 1.2."""
    luma = np.maximum(light @ np.array([0.2627, 0.6780, 0.0593]), 1e-6)[..., None]
    scene = light * luma ** (1 / 1.2 - 1)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    bright = a * np.log(np.maximum(12 * scene - b, 1e-9)) + c
    return np.asarray(np.where(scene <= 1 / 12, np.sqrt(3 * scene), bright))


def matrix_profile(name: str, gamma: float) -> bytes:
    """Return an ICC profile, version 2, of these primaries and this gamma."""
    columns = _to_d50(name).T
    curve = b"curv" + struct.pack(">IIH", 0, 1, round(gamma * 256)) + b"\0\0"
    tags = {b"desc": _description(name), b"wtpt": _xyz(_D50)}
    tags |= {tag: _xyz(column) for tag, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True)}
    return profile(b"RGB ", b"XYZ ", tags | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve))


def grey_profile(gamma: float) -> bytes:
    curve = b"curv" + struct.pack(">IIH", 0, 1, round(gamma * 256)) + b"\0\0"
    return profile(b"GRAY", b"XYZ ", {b"desc": _description("grey"), b"wtpt": _xyz(_D50), b"kTRC": curve})


def cmyk_profile() -> bytes:
    """Return a profile of a press whose solid overprints are exactly the test picture's colours, and paper is white.

    An 8-bit table of 2 x 2 x 2 x 2 corners to Lab.
    """
    solids: dict[tuple[int, ...], tuple[int, int, int]] = {
        (0, 0, 0, 0): (255, 255, 255),
        (0, 1, 1, 0): RED,
        (1, 0, 1, 0): GREEN,
        (1, 1, 0, 0): BLUE,
        (0, 0, 1, 0): YELLOW,
    }
    table = b""
    for inks in product((0, 1), repeat=4):
        table += bytes(_lab(solids.get(inks, (20, 20, 20))))
    ramp = bytes(range(256))
    unit = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + unit + ramp * 4 + table + ramp * 3
    return profile(b"CMYK", b"Lab ", {b"desc": _description("press"), b"wtpt": _xyz(_D50), b"A2B0": lut}, b"prtr")


def profile(space: bytes, connection: bytes, tags: dict[bytes, bytes], kind: bytes = b"mntr") -> bytes:
    """Return an ICC profile with these tags."""
    start, index, body = 128 + 4 + 12 * len(tags), b"", b""
    for tag, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        index += tag + struct.pack(">II", start + len(body), len(data))
        body += padded
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"lcms", 0x02400000, kind, space, connection)
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    head += struct.pack(">3i", *(round(value * 65536) for value in _D50))
    return head + bytes(128 - len(head)) + struct.pack(">I", len(tags)) + index + body


def in_profile(pixels: Array, name: str, gamma: float) -> Array:
    """Return sRGB pixels as 0 to 1 in a `matrix_profile`."""
    return np.asarray(converted(linear(pixels), name) ** (1 / gamma))


def eight_bits(values: Array) -> Array:
    return np.round(np.clip(values, 0, 1) * 255).astype(np.uint8)


def sixteen_bits(values: Array) -> Array:
    return np.round(np.clip(values, 0, 1) * 65535).astype(np.uint16)


Encoding = Callable[[Array], Array]

BT709: Final = (0.2126, 0.0722)
BT601: Final = (0.299, 0.114)
BT2020: Final = (0.2627, 0.0593)


def yuv(values: Array, luma: tuple[float, float], bits: int = 8, full: bool = False) -> tuple[Array, Array, Array]:
    """Return R'G'B' of 0 to 1 as planes of 4:4:4 with these luma coefficients of red and blue."""
    kr, kb = luma
    red, green, blue = (values[..., at] for at in range(3))
    y = kr * red + (1 - kr - kb) * green + kb * blue
    step, top = 1 << (bits - 8), (1 << bits) - 1
    floor, height, width = (0.0, top, top) if full else (16.0 * step, 219.0 * step, 224.0 * step)
    planes = (floor + height * y, (blue - y) / (2 * (1 - kb)), (red - y) / (2 * (1 - kr)))
    middle = 128 * step
    whole = (planes[0], middle + width * planes[1], middle + width * planes[2])
    kind = np.uint8 if bits == 8 else np.uint16
    bounded = [np.round(np.clip(plane, 0, top)).astype(kind) for plane in whole]
    return bounded[0], bounded[1], bounded[2]


def _white(name: str) -> Array:
    x, y = PRIMARIES[name][3]
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _to_d50(name: str) -> Array:
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    scale = (bradford @ _D50) / (bradford @ _white(name))
    return np.asarray(np.linalg.solve(bradford, np.diag(scale) @ bradford) @ to_xyz(name))


def _lab(colour: tuple[int, int, int]) -> list[int]:
    """Return an sRGB colour as ICC's 8-bit Lab."""
    ratio = _to_d50("srgb") @ linear(np.array(colour)) / _D50
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    lightness, a, b = 116 * y - 16, 500 * (x - y), 200 * (y - z)
    return [round(lightness * 2.55), round(a + 128), round(b + 128)]


def _xyz(value: Array) -> bytes:
    return b"XYZ " + struct.pack(">I3i", 0, *(round(float(each) * 65536) for each in value))


def _description(name: str) -> bytes:
    text = name.encode() + b"\0"
    return b"desc" + struct.pack(">II", 0, len(text)) + text + bytes(78)
