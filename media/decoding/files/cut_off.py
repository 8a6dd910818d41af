"""Tell whether a file ends before its container says that it does: a download or upload that broke off."""

import struct
from pathlib import Path
from typing import BinaryIO, Final

_MOST_BOXES: Final = 100_000
_MEDIA_BOXES: Final = (b"mdat", b"moov", b"moof")
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_UNKNOWN_SIZE: Final = 0x7F000000
"""From here on: what writers of streams put in place of a size that they do not know."""

_MISCOUNTED: Final = 8
"""Some writers of RIFF count the header of the file, or a byte of padding that they do not write."""


def lacks_bytes(path: Path) -> bool:
    """Judge an MP4, QuickTime, Matroska, WebM, AVI or WAV file by the sizes of its outermost parts.

    False for other containers, and for files whose size was not known when they were written. Numbers of frames and
    durations are not looked at: those of lawful files are often wrong.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if start == _EBML:
            return _matroska_end(file) > size
        if start == b"RIFF":
            length = int.from_bytes(file.read(8)[4:], "little")
            return length < _UNKNOWN_SIZE and length + 8 > size + _MISCOUNTED
        return _boxes_end(file, size) > size


def _boxes_end(file: BinaryIO, size: int) -> int:
    """Return the end of the last box with media in it, which may be beyond the end of the file."""
    at = end = 0
    for _ in range(_MOST_BOXES):
        if at >= size:
            break
        file.seek(at)
        header = file.read(16)
        if len(header) < 8 or not header[4:8].isascii():
            break
        length, name = struct.unpack(">I4s", header[:8])
        if length == 1 and len(header) == 16:
            (length,) = struct.unpack(">Q", header[8:])
        if length < 8:
            # 0: the box ends with the file.
            break
        at += length
        if name in _MEDIA_BOXES:
            end = at
    return end


def _matroska_end(file: BinaryIO) -> int:
    """Return the end of the segment; 0 if its size is unknown, as in a live recording."""
    for _ in range(2):
        name = file.read(4)
        first = file.read(1)
        if not first or not first[0]:
            return 0
        # The number of leading zero bits is that of the bytes that follow.
        more = 8 - first[0].bit_length()
        value = int.from_bytes(first + file.read(more)) & ~(1 << 7 * (more + 1))
        if name == _SEGMENT:
            return 0 if value == (1 << 7 * (more + 1)) - 1 else file.tell() + value
        file.seek(value, 1)
    return 0
