"""Pictures that say what their colours mean: ICC profiles, CMYK, depth, cICP, gAMA."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from tests.corpus.colours import (
    CORNERS,
    SIDE,
    Array,
    cmyk_profile,
    converted,
    eight_bits,
    grey_profile,
    in_profile,
    linear,
    matrix_profile,
    picture,
    pq,
    sixteen_bits,
    srgb,
)
from tests.corpus.files import png
from tests.corpus.inputs import Input, Shown
from tests.corpus.inputs import picture as of
from tests.corpus.picture_files import chrm, cicp, deflated, gama, saved, written

HDR = Shown(within=40)
"""Tone mapping is a choice: the colours stay what they are called."""


PRESS = Shown(within=14)
"""The profile's table has 8 bits of Lab, in which a dark channel is only roughly right."""


def picture_colours() -> Iterator[Input]:
    yield from _profiles()
    yield from _png_chunks()


def _profiles() -> Iterator[Input]:
    plain = Image.fromarray(picture())
    yield of("plain.jpg", "sRGB", saved(plain, "JPEG"))
    yield of("plain.webp", "sRGB, lossy", saved(plain, "WEBP", quality=95))
    for name, gamma, kind in (
        ("adobe", 2.199, "JPEG"),
        ("prophoto", 1.8, "WEBP"),
        ("p3", 2.2, "AVIF"),
        ("p3", 2.2, "TIFF"),
        ("prophoto", 1.8, "PNG"),
    ):
        stored = Image.fromarray(eight_bits(in_profile(picture(), name, gamma)))
        exact = {"lossless": True} if kind == "WEBP" else {}
        yield of(
            f"{name}.{kind.lower()}", f"ICC profile {name}", saved(stored, kind, matrix_profile(name, gamma), **exact)
        )
    stored = Image.fromarray(eight_bits(in_profile(picture(), "p3", 2.2)))
    yield of("large-icc.jpg", "ICC profile in several segments", saved(stored, "JPEG", _large_profile()))
    cmyk = Image.fromarray(255 - np.dstack([picture(), np.full((SIDE, SIDE), 255, np.uint8)]), "CMYK")
    yield of("cmyk.jpg", "CMYK without a profile", saved(cmyk, "JPEG"), Shown(within=12))
    yield of("cmyk-icc.jpg", "CMYK with the profile of a press", saved(_printed(), "JPEG", cmyk_profile()), PRESS)
    yield of("cmyk-icc.tiff", "CMYK with the profile of a press", saved(_printed(), "TIFF", cmyk_profile()), PRESS)
    grey = Image.fromarray(picture()).convert("L")
    greys = _greys(np.asarray(grey))
    yield of("grey.jpg", "grey", saved(grey, "JPEG"), greys)
    stored = Image.fromarray(eight_bits(linear(np.asarray(grey)) ** (1 / 1.2)))
    yield of("grey-icc.jpg", "grey with an ICC profile of gamma 1.2", saved(stored, "JPEG", grey_profile(1.2)), greys)
    yield of("rgb.jpg", "JPEG whose channels are RGB", saved(plain, "JPEG", keep_rgb=True))
    yield of("progressive.jpg", "progressive JPEG", saved(plain, "JPEG", progressive=True))
    yield of("broken-icc.png", "ICC profile that is not one", saved(plain, "PNG", b"no profile"))


def _png_chunks() -> Iterator[Input]:
    deep = sixteen_bits(picture() / 255)
    yield of("rgb16.png", "16 bits a channel", written(png(deep)))
    grey = np.asarray(Image.fromarray(picture()).convert("L"))
    yield of("grey16.png", "grey of 16 bits", written(png(sixteen_bits(grey / 255))), _greys(grey))
    p3 = eight_bits(in_profile(picture(), "p3", 2.2))
    srgb_curve = sixteen_bits(srgb(converted(linear(picture()), "p3")))
    yield of("cicp-p3.png", "cICP: Display P3", written(png(srgb_curve, cicp(12, 13))))
    hdr = sixteen_bits(pq(converted(linear(picture()), "bt2020")))
    yield of("cicp-pq.png", "cICP: BT.2020 PQ", written(png(hdr, cicp(9, 16))), HDR)
    light = sixteen_bits(linear(picture()))
    yield of("gama-1.png", "gAMA 1.0 and sRGB's cHRM", written(png(light, gama(1.0), chrm("srgb"))))
    adobe = eight_bits(in_profile(picture(), "adobe", 2.2))
    yield of("chrm-adobe.png", "gAMA and cHRM of Adobe RGB", written(png(adobe, gama(2.2), chrm("adobe"))))
    both = (cicp(1, 13), (b"iCCP", b"p3\0\0" + deflated(matrix_profile("p3", 2.2))))
    yield of("cicp-before-icc.png", "cICP of sRGB beside a profile of P3: cICP wins", written(png(picture(), *both)))
    marked = (b"sRGB", b"\0")
    yield of("srgb-before-gama.png", "sRGB beside a wrong gAMA: sRGB wins", written(png(picture(), marked, gama(1.0))))
    yield of(
        "icc-16.png",
        "16 bits with a profile of P3",
        written(png(sixteen_bits(in_profile(picture(), "p3", 2.2)), both[1])),
    )
    yield of("palette.png", "palette", saved(_palette(picture()), "PNG"))
    yield of("palette-p3.png", "palette with a profile of P3", saved(_palette(p3), "PNG", matrix_profile("p3", 2.2)))


def _greys(levels: Array) -> Shown:
    """The corners of a grey picture with these levels."""
    places = ((0.3, 0.3), (0.3, 0.7), (0.7, 0.3), (0.7, 0.7))
    values = [int(levels[round(y * SIDE), round(x * SIDE)]) for y, x in places]
    one, two, three, four = ((value, value, value) for value in values)
    return Shown((one, two, three, four))


def _printed() -> Image.Image:
    """The picture in the inks of `cmyk_profile`: yellow and the three overprints, on chequers of black ink."""
    inks = dict(zip(CORNERS, ((0, 255, 255), (255, 0, 255), (255, 255, 0), (0, 0, 255)), strict=True))
    pixels = picture()
    separations = np.zeros((SIDE, SIDE, 4), np.uint8)
    separations[..., 3] = np.where(pixels[..., 0] == 190, 64, 128)
    for colour, ink in inks.items():
        separations[(pixels == colour).all(axis=2)] = (*ink, 0)
    return Image.fromarray(separations, "CMYK")


def _large_profile() -> bytes:
    """A profile longer than a segment of a JPEG holds: the rest is an unused tag."""
    whole = matrix_profile("p3", 2.2)
    size = len(whole) + 100_000
    return size.to_bytes(4) + whole[4:] + bytes(100_000)


def _palette(pixels: Array) -> Image.Image:
    return Image.fromarray(pixels).quantize(64, dither=Image.Dither.NONE)
