"""Makers of picture files, and chunks of PNG."""

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from tests.corpus.colours import PRIMARIES, Array, picture
from tests.corpus.files import Chunk
from tests.corpus.inputs import Maker


def saved(image: Image.Image, kind: str, icc_profile: bytes | None = None, **options: Any) -> Maker:
    if kind == "JPEG":
        options = {"quality": 95, "subsampling": 0} | options
    if kind == "AVIF":
        options = {"quality": 95, "subsampling": "4:4:4", "speed": 10, "max_threads": 1} | options
    profile = {"icc_profile": icc_profile} if icc_profile else {}
    return lambda path: image.save(path, kind, **profile, **options)


def written(data: bytes) -> Maker:
    return lambda path: path.write_bytes(data)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def on_nothing() -> Array:
    """The test picture with its four colours on transparency, RGBA."""
    pixels = picture()
    coloured = pixels.max(axis=2) != pixels.min(axis=2)
    alpha = np.where(coloured, 255, 0).astype(np.uint8)
    return np.dstack([np.where(coloured[..., None], pixels, 0).astype(np.uint8), alpha])


def deflated(data: bytes) -> bytes:
    return zlib.compress(data)


def cicp(primaries: int, transfer: int) -> Chunk:
    """RGB of full range, by the code points of ITU-T H.273."""
    return b"cICP", bytes([primaries, transfer, 0, 1])


def gama(gamma: float) -> Chunk:
    return b"gAMA", struct.pack(">I", round(100_000 / gamma))


def chrm(name: str) -> Chunk:
    red, green, blue, white = PRIMARIES[name]
    return b"cHRM", struct.pack(
        ">8I", *(round(value * 100_000) for point in (white, red, green, blue) for value in point)
    )
