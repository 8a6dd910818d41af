"""Read the boxes by which an ISO base media file (ISO/IEC 14496-12) says what is in it, such as a picture
(ISO/IEC 23008-12): that costs a thousandth of opening it with libavformat, which decodes a frame."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

Cicp = tuple[int, int, int, int]
"""Code points of ITU-T H.273: primaries, transfer, matrix, and 1 for full range."""

_MOST_BOXES: Final = 10_000
_MOST_BYTES: Final = 4_000_000
"""Read of one box: the `meta` of a picture in a thousand tiles has about 100 KB."""

_PICTURE, _VIDEO = b"pict", b"vide"

_SAMPLE_ENTRY: Final = 78
"""Bytes of a VisualSampleEntry before the boxes in it (§12.1.3)."""


@dataclass(frozen=True)
class VideoTrack:
    """A video track by its first sample entry: the width and height of its frames, and the entry's boxes."""

    width: int
    height: int
    entry: memoryview
    frames: int


@dataclass(frozen=True)
class IsoPicture:
    """A file that holds a still picture, perhaps beside a sequence of them, or only a sequence."""

    is_sequence: bool
    cicp: Cicp | None = None
    is_whole: bool = True
    """All data of the still picture lie inside the file."""


def read_iso_picture(path: Path) -> IsoPicture | None:
    """Return what the boxes say; None if they say nothing of a picture. Errors: OSError."""
    sequence, size = None, path.stat().st_size
    with path.open("rb") as file:
        for kind, content in _top_boxes(file, size):
            if kind == b"meta" and _handler(content[4:]) == _PICTURE:
                return _still(content[4:], size)
            if kind == b"moov":
                media = find_box(content, b"trak", b"mdia")
                sequence = IsoPicture(is_sequence=True) if media and _handler(media) == _PICTURE else None
    return sequence


def video_tracks(path: Path) -> Iterator[VideoTrack]:
    """Yield the video tracks, of a file whose `moov` has 4 MB at most. Errors: OSError."""
    with path.open("rb") as file:
        tops = _top_boxes(file, path.stat().st_size)
        movie = next((content for kind, content in tops if kind == b"moov"), memoryview(b""))
    for kind, track in boxes(movie):
        media = find_box(track, b"mdia") if kind == b"trak" else None
        table = find_box(media, b"minf", b"stbl") if media and _handler(media) == _VIDEO else None
        entries = find_box(table, b"stsd") if table else None
        if table is None or entries is None:
            continue
        entry = next((content for _, content in boxes(entries[8:])), memoryview(b""))
        sizes = find_box(table, b"stsz") or memoryview(b"")
        width, height = int.from_bytes(entry[24:26]), int.from_bytes(entry[26:28])
        yield VideoTrack(width, height, entry[_SAMPLE_ENTRY:], frames=int.from_bytes(sizes[8:12]))


def _top_boxes(file: BinaryIO, file_size: int) -> Iterator[tuple[bytes, memoryview]]:
    at = 0
    for _ in range(_MOST_BOXES):
        if at >= file_size:
            return
        file.seek(at)
        header = file.read(16)
        size, kind = int.from_bytes(header[:4]), header[4:8]
        start = 16 if size == 1 else 8
        if size == 1:
            size = int.from_bytes(header[8:])
        if len(header) < start or 0 < size < start or not kind.isascii():
            return
        file.seek(at + start)
        yield kind, memoryview(file.read(min(size - start, _MOST_BYTES) if kind in (b"meta", b"moov") and size else 0))
        if size == 0:
            return
        at += size


def boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield the kinds and contents of the boxes that follow each other."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4]) or len(data) - at
        if size < 8:
            return
        yield bytes(data[at + 4 : at + 8]), data[at + 8 : at + size]
        at += size


def find_box(data: memoryview, *kinds: bytes) -> memoryview | None:
    """Return the content of the first box of the first kind, or of that of the next kind inside it, and so on."""
    for kind in kinds:
        found = next((content for name, content in boxes(data) if name == kind), None)
        if found is None:
            return None
        data = found
    return data


def _handler(data: memoryview) -> bytes:
    handler = find_box(data, b"hdlr")
    return bytes(handler[8:12]) if handler else b""


def _still(meta: memoryview, size: int) -> IsoPicture:
    locations, properties = find_box(meta, b"iloc"), find_box(meta, b"iprp", b"ipco")
    colours = (content for name, content in boxes(properties or memoryview(b"")) if name == b"colr")
    nclx = next((bytes(content) for content in colours if bytes(content[:4]) == b"nclx" and len(content) >= 11), None)
    ends = _extent_ends(locations) if locations else iter(())
    return IsoPicture(
        is_sequence=False,
        cicp=(nclx[5], nclx[7], nclx[9], nclx[10] >> 7) if nclx else None,
        is_whole=all(end <= size for end in ends),
    )


def _extent_ends(iloc: memoryview) -> Iterator[int]:
    """Yield where the items' data end in the file, as an ItemLocationBox says (§8.11.3)."""
    at = 0

    def number(width: int) -> int:
        nonlocal at
        at += width
        return int.from_bytes(iloc[at - width : at])

    version = number(1)
    number(3)
    widths = number(2)
    offset_width, length_width, base_width = widths >> 12, widths >> 8 & 15, widths >> 4 & 15
    index_width = widths & 15 if version in (1, 2) else 0
    wide = 4 if version == 2 else 2
    for _ in range(number(wide)):
        number(wide)
        in_file = version == 0 or number(2) & 15 == 0
        elsewhere = number(2) != 0
        base = number(base_width)
        for _ in range(number(2)):
            number(index_width)
            end = base + number(offset_width) + number(length_width)
            if in_file and not elsewhere:
                yield end
        if at > len(iloc):
            return
