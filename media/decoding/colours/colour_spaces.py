"""Colour spaces as ITU-T H.273 numbers them, and how their values become the film's: BT.709, shown like sRGB."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

Values = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
"""Red, green and blue in the last axis."""

Curve = Callable[[Values], Values]

Point = tuple[float, float]
Chromaticities = tuple[Point, Point, Point, Point]
"""CIE 1931 x and y of red, green, blue and white."""

_D65: Final = (0.3127, 0.3290)
_ILLUMINANT_C: Final = (0.310, 0.316)

BT709: Final[Chromaticities] = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060), _D65)
ADOBE_RGB: Final[Chromaticities] = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060), _D65)
_BT2020: Final[Chromaticities] = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), _D65)

_PRIMARIES: Final[dict[int, Chromaticities]] = {
    4: ((0.670, 0.330), (0.210, 0.710), (0.140, 0.080), _ILLUMINANT_C),
    8: ((0.681, 0.319), (0.243, 0.692), (0.145, 0.049), _ILLUMINANT_C),
    9: _BT2020,
    10: ((1.0, 0.0), (0.0, 1.0), (0.0, 0.0), (1 / 3, 1 / 3)),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.314, 0.351)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), _D65),
}
"""By H.273's ColourPrimaries (table 2). Those of standard definition (5, 6, 7, 22) are taken for BT.709's, as ffmpeg
and players do: most files that name them were made from sRGB without a conversion, and the others differ little."""

_UNSPECIFIED: Final = (0, 2, 3)

_BRADFORD: Final = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

_PQ_WHITE: Final = 100.0
"""cd/m² of the light that `_pq_tone_map` counts as 1: `zscale=t=linear:npl=100`."""


@dataclass(frozen=True)
class Transfer:
    """How values stand for light, and how the same light is written for the film."""

    to_light: Curve
    """Values, 0 to 1, to light; 1 is the white of the film."""

    from_light: Curve
    """Light, 0 to 1, to values of the film."""

    tone_map: Curve | None = None
    """The brightest channel's light, from 0 without bound, to light of the film, 0 to 1; None if 1 is the brightest."""


@dataclass(frozen=True)
class ColourSpace:
    """What RGB values mean."""

    primaries: Chromaticities
    transfer: Transfer


def coded_space(primaries: int, transfer: int) -> ColourSpace | None:
    """Return the space that H.273's code points mean; None if the film shows such values as they are.

    BT.709's curve and sRGB's are shown alike, as browsers and players do.
    """
    if primaries in _UNSPECIFIED and transfer in (16, 18):
        primaries = 9
    space = ColourSpace(_PRIMARIES.get(primaries, BT709), _TRANSFERS.get(transfer, _CAMERA))
    return None if space.primaries is BT709 and space.transfer in (_CAMERA, _SRGB) else space


def power_space(primaries: Chromaticities, gamma: float) -> ColourSpace:
    """Return the space of values that are light to the power of 1 / gamma."""
    return ColourSpace(primaries, _power(gamma))


def convert(values: Values, space: ColourSpace) -> Values:
    """Return values, 0 to 1, as the film shows them, 0 to 1. Colours that it cannot show are clipped."""
    return space.transfer.from_light(np.clip(film_light(values, space), 0, 1))


def film_light(values: Values, space: ColourSpace) -> Values:
    """Return the light of values, 0 to 1, in BT.709's primaries; what they cannot show is below 0 or above 1."""
    transfer = space.transfer
    light = transfer.to_light(np.clip(values, 0, 1)) @ _to_bt709(space.primaries).T
    if transfer.tone_map is not None:
        # As ffmpeg's tonemap=desat=0: all channels by the factor of the brightest one, so that hues stay.
        brightest = np.maximum(light.max(axis=-1, keepdims=True), np.float32(1e-6))
        light = light * (transfer.tone_map(brightest) / brightest)
    return np.asarray(light)


@lru_cache
def _to_xyz(primaries: Chromaticities) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return the matrix from light to CIE XYZ, of which Y is 1 for white."""
    *corners, white = (np.array((x / y, 1, (1 - x - y) / y) if y else (x, 0, 1 - x)) for x, y in primaries)
    columns = np.array(corners).T
    return np.asarray(columns * np.linalg.solve(columns, white))


@lru_cache
def _to_bt709(primaries: Chromaticities) -> Values:
    """Return the matrix from light to that of BT.709's primaries, its white adapted by Bradford's method."""
    to_xyz, from_xyz = _to_xyz(primaries), np.linalg.inv(_to_xyz(BT709))
    have, want = (_BRADFORD @ matrix.sum(axis=1) for matrix in (to_xyz, _to_xyz(BT709)))
    adapted = np.linalg.inv(_BRADFORD) @ np.diag(want / have) @ _BRADFORD
    return np.asarray(from_xyz @ adapted @ to_xyz, dtype=np.float32)


def _bt709_to_light(values: Values) -> Values:
    return np.where(values < 0.081, values / 4.5, ((values + 0.099) / 1.099) ** (1 / 0.45))


def _bt709_from_light(light: Values) -> Values:
    return np.where(light < 0.018, 4.5 * light, 1.099 * light**0.45 - 0.099)


def _srgb_to_light(values: Values) -> Values:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _srgb_from_light(light: Values) -> Values:
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def _pq_to_light(values: Values) -> Values:
    """SMPTE ST 2084."""
    root = values ** (32 / 2523)
    light = (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (16384 / 2610)
    return np.asarray(light * (10_000 / _PQ_WHITE))


def _hlg_to_light(values: Values) -> Values:
    """ARIB STD-B67 on BT.2100's display of 1,000 cd/m², whose peak is 1 here.

    As with zscale, the display's gamma of 1.2 is that of each channel.
    """
    scene = np.where(values <= 0.5, values**2 / 3, (np.exp((values - 0.55991073) / 0.17883277) + 0.28466892) / 12)
    return np.asarray(scene**1.2)


def _bt1886_from_light(light: Values) -> Values:
    return np.asarray(light ** (1 / 2.4))


def _pq_tone_map(light: Values) -> Values:
    """ffmpeg's `tonemap=mobius:param=0.7:peak=10`: as it is up to 70 cd/m², then ever flatter up to 1,000."""
    knee, peak = 0.7, 10.0
    a = -knee * knee * (peak - 1) / (knee * knee - 2 * knee + peak)
    b = (knee * knee - 2 * knee * peak + peak) / (peak - 1)
    light = np.minimum(light, np.float32(peak))
    scale = (b * b + 2 * b * knee + knee * knee) / (b - a)
    return np.where(light <= knee, light, scale * (light + a) / (light + b))


def _hlg_tone_map(light: Values) -> Values:
    """A camera's knee, on BT.1886's values: steep up to 150 cd/m², then flat up to 1,000.

    Saturated and bright colours (from 500 cd/m²) come within 8 % of `zscale=t=linear:npl=1000`, which shows all of
    HLG's range but leaves people and paper in the dark: white paper, at 203 cd/m², is 131 there and 174 here.
    """
    value = light ** (1 / 2.4)
    steep, flat = 1.75 * value, 0.43 + 0.52 * value
    return np.asarray((np.maximum(steep + flat - np.hypot(steep - flat, 0.15 * np.sqrt(value)), 0) / 2) ** 2.4)


def _power(gamma: float) -> Transfer:
    return Transfer(lambda values: np.asarray(values**gamma), _srgb_from_light)


_CAMERA: Final = Transfer(_bt709_to_light, _bt709_from_light)
_SRGB: Final = Transfer(_srgb_to_light, _srgb_from_light)

_TRANSFERS: Final = {
    4: _power(2.2),
    5: _power(2.8),
    8: _power(1.0),
    9: Transfer(lambda values: np.where(values > 0, 10 ** (2 * (values - 1)), 0), _srgb_from_light),
    10: Transfer(lambda values: np.where(values > 0, 10 ** (2.5 * (values - 1)), 0), _srgb_from_light),
    13: _SRGB,
    16: Transfer(_pq_to_light, _bt1886_from_light, _pq_tone_map),
    17: Transfer(lambda values: np.asarray(values**2.6 * (52.37 / 48)), _srgb_from_light),
    18: Transfer(_hlg_to_light, _bt1886_from_light, _hlg_tone_map),
}
"""By H.273's TransferCharacteristics (table 3); the others are curves of cameras, like BT.709's."""
