"""Tell whether the data of a JPEG (ITU-T T.81) reach to its last row. libjpeg makes up what is missing."""

import io
import re
from typing import Final

import numpy as np
from PIL import Image

_MARKER: Final = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
"""What ends a scan. FF 00 is a byte of the data, D0 to D7 are restarts inside a scan."""

_BARE: Final = frozenset({0x01, 0xD8})
"""Markers without a length."""

_END: Final = 0xD9
_CLOSED: Final = b"\xff\xd9"
_FILLER: Final = b"\xaa\x55" * 2048
"""Would be decoded as more of the picture."""

_SIDE: Final = 400
"""Longer pictures are compared at down to an eighth of their size, which is decoded in a third of the time."""

_UNIT: Final = 16
"""Most rows in a row of blocks. Some cameras leave its end to the decoder."""


def whole_jpeg(data: bytes) -> bytes:
    """Return the file's first picture with an end marker, although the file may lack one.

    Errors: ValueError if a part of the picture is missing, and what Pillow raises for damaged files.
    """
    end, is_closed = _end(data)
    # If the data are complete, whatever follows them changes no pixel.
    (shown, scale), (longer, _) = (_small(data[:end] + more + _CLOSED) for more in (b"", _FILLER))
    rows = np.flatnonzero((shown != longer).reshape(len(shown), -1).any(axis=1))
    tolerated = _UNIT // scale if is_closed else 0
    if len(rows) and rows[0] < len(shown) - tolerated:
        raise ValueError(f"its data end at {rows[0] / len(shown):.0%} of its height")
    return data[:end] + _CLOSED


def _end(data: bytes) -> tuple[int, bool]:
    """Return where the last scan's data end, and whether an end marker follows."""
    at = 0
    while marker := _MARKER.search(data, at):
        kind, at = marker[1][0], marker.end()
        if kind == _END:
            return marker.start(), True
        if kind not in _BARE:
            at += int.from_bytes(data[at : at + 2])
    return len(data), False


def _small(data: bytes) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.uint8]], int]:
    """Return the picture at a part of its size, and by how much it is smaller: 1, 2, 4 or 8 times."""
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        height = image.height
        image.draft(None, (_SIDE, _SIDE))
        return np.asarray(image), max(1, height // image.height)
