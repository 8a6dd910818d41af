"""What the colours of a picture mean, and their conversion to sRGB."""

from io import BytesIO
from typing import Final

import numpy as np
from PIL import ExifTags, Image, ImageCms

from media.decoding.colours.colour_spaces import (
    ADOBE_RGB,
    BT709,
    ColourSpace,
    Values,
    coded_space,
    convert,
    power_space,
)

_PROFILE_MODES: Final = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "LAB": "LAB"}
"""Pillow's mode by an ICC profile's colour space."""

_LAB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_SRGB_GAMMA: Final = 2.2
_ALPHA_MODES: Final = ("RGBA", "LA", "PA", "La", "RGBa")
_ADOBE_RGB_GAMMA: Final = 563 / 256

_STRIP: Final = 256
"""Rows that are converted at a time, so that memory is bounded."""


def to_srgb(image: Image.Image) -> Image.Image:
    """Return a picture of any mode as RGB, or as RGBA if a pixel is transparent, of 8 bits, in sRGB.

    `info` tells what its colours mean; the first of these that is there and can be read counts, as in browsers: `cicp`
    of a PNG (H.273's primaries, transfer, matrix, full range), `icc_profile`, other `cicp`, PNG's `srgb`, then `gamma`
    and `chromaticity`, and Adobe RGB as cameras mark it in EXIF.
    """
    alpha = _alpha(image)
    rgb = _coded(image) or _by_profile(image) or _by_description(image)
    if alpha is not None:
        rgb.putalpha(alpha)
    return rgb


def _alpha(image: Image.Image) -> Image.Image | None:
    """Return the opacity; None if all is opaque."""
    if image.mode not in _ALPHA_MODES and "transparency" not in image.info:
        return None
    if image.mode.startswith("I"):
        return None
    alpha = image.convert("RGBA").getchannel("A")
    return alpha if np.asarray(alpha).min() < 255 else None


def _coded(image: Image.Image) -> Image.Image | None:
    """Convert by `cicp`; None if there is none, or if an ICC profile goes before it."""
    cicp = image.info.get("cicp")
    if cicp is None or (image.format != "PNG" and "icc_profile" in image.info):
        return None
    primaries, transfer, _, is_full = cicp
    space = coded_space(primaries, transfer)
    # Decoders of AVIF and HEIF return full range.
    is_limited = image.format == "PNG" and not is_full
    return _converted(_plain_rgb(image), space, is_limited) if space or is_limited else _plain_rgb(image)


def _by_profile(image: Image.Image) -> Image.Image | None:
    """Convert by the ICC profile; None if there is none, or it is broken or of other colours than the picture's."""
    icc = image.info.get("icc_profile")
    if not icc and image.mode != "LAB":
        return None
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc)) if icc else _LAB
        mode = _PROFILE_MODES.get(profile.profile.xcolor_space.strip().upper())
        values = _values(image)
        if mode == "RGB" and values.mode == "L":
            values = values.convert("RGB")
        if values.mode != mode:
            return None
        # Without a profile's own intent, as it may be any: colours that sRGB has stay exact.
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        return ImageCms.profileToProfile(values, profile, _SRGB, intent, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _by_description(image: Image.Image) -> Image.Image:
    """Convert by what is said without a profile."""
    rgb, info = _plain_rgb(image), image.info
    space = None
    if "srgb" not in info and info.get("gamma"):
        space = _png_space(1 / info["gamma"], info.get("chromaticity"))
    elif "gamma" not in info and _is_adobe_rgb(image):
        space = power_space(ADOBE_RGB, _ADOBE_RGB_GAMMA)
    return rgb if space is None else _converted(rgb, space)


def _png_space(gamma: float, chromaticity: tuple[float, ...] | None) -> ColourSpace | None:
    """Return the space of a PNG's gAMA and cHRM; None if it is sRGB's, or impossible."""
    primaries = BT709
    if chromaticity is not None and len(chromaticity) == 8:
        white, red, green, blue = zip(chromaticity[::2], chromaticity[1::2], strict=True)
        given = (red, green, blue, white)
        if not np.allclose(given, BT709, atol=0.001):
            primaries = given
    if abs(gamma - _SRGB_GAMMA) < 0.02 and primaries is BT709:
        return None
    area = np.linalg.det([(x, y, 1) for x, y in primaries[:3]])
    is_possible = abs(area) > 0.01 and primaries[3][1] > 0.1 and 0.1 < gamma < 10
    return power_space(primaries, gamma) if is_possible else None


def _is_adobe_rgb(image: Image.Image) -> bool:
    """Tell whether a camera marked the picture as Adobe RGB (DCF 2.0, Exif 2.3 §4.6.5)."""
    try:
        exif = image.getexif()
        colour_space = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.ColorSpace)
        index = exif.get_ifd(ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex)
    except Exception:  # A damaged EXIF is of any error.
        return False
    return colour_space == 2 or (colour_space == 0xFFFF and str(index).startswith("R03"))


def _converted(rgb: Image.Image, space: ColourSpace | None, is_limited: bool = False) -> Image.Image:
    values = np.array(rgb)
    for top in range(0, len(values), _STRIP):
        strip = values[top : top + _STRIP].astype(np.float32) / np.float32(255)
        if is_limited:
            strip = (strip - np.float32(16 / 255)) * np.float32(255 / 219)
        shown: Values = convert(strip, space) if space is not None else np.clip(strip, 0, 1)
        values[top : top + _STRIP] = np.rint(shown * 255)
    return Image.fromarray(values)


def _plain_rgb(image: Image.Image) -> Image.Image:
    return _values(image).convert("RGB")


def _values(image: Image.Image) -> Image.Image:
    """Return the picture without opacity: L, RGB, CMYK or LAB, of 8 bits."""
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep_grey(image)
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image
    return image.convert("L" if image.mode in ("1", "LA", "La") else "RGB")


def _from_deep_grey(image: Image.Image) -> Image.Image:
    """Scale 16-bit greys, and those of 32 bits and of floating point, which have no fixed range, to 8 bits."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32))
    low, high = float(values.min()), float(values.max())
    if image.mode.startswith("I;16") or (low >= 0 and high > 1):
        low, high = 0.0, 65535.0 if image.mode.startswith("I;16") or high > 255 else 255.0
    grey = (values - low) / ((high - low) or 1.0) * 255
    return Image.fromarray(np.rint(np.clip(grey, 0, 255)).astype(np.uint8))
