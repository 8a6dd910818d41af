"""How much of a video's frames its container hides. libavformat reads it, but PyAV does not hand it on."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import av

from media.decoding.streams.iso_boxes import VideoTrack, find_box, video_tracks

Crop = tuple[int, int, int, int]
"""Stored pixels that are hidden at the left, top, right and bottom."""

NO_CROP: Final[Crop] = (0, 0, 0, 0)

_HEAD: Final = 1_000_000
"""Bytes of a Matroska file in which its tracks are described."""

_SEGMENT, _TRACKS, _TRACK, _TYPE, _VIDEO = b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae", b"\x83", b"\xe0"
_CROPS: Final = (b"\x54\xcc", b"\x54\xbb", b"\x54\xdd", b"\x54\xaa")
"""PixelCropLeft, Top, Right, Bottom (RFC 9559 §5.1.4.1.28)."""


def read_crop(path: Path, stream: av.VideoStream) -> Crop:
    """Return what the container of the stream hides. Errors: OSError."""
    container = stream.container
    number = container.streams.video.index(stream)
    crops: Iterator[Crop] = iter(())
    if container.format.name.startswith("matroska"):
        crops = _matroska_crops(path)
    elif container.format.name.startswith("mov"):
        crops = _iso_crops(path)
    return next(islice(crops, number, None), NO_CROP)


def _matroska_crops(path: Path) -> Iterator[Crop]:
    """Yield the crop of each video track."""
    with path.open("rb") as file:
        head = memoryview(file.read(_HEAD))
    for kind, segment in _elements(head):
        for name, tracks in _elements(segment) if kind == _SEGMENT else ():
            for entry, track in _elements(tracks) if name == _TRACKS else ():
                fields = dict(_elements(track)) if entry == _TRACK else {}
                if int.from_bytes(fields.get(_TYPE, b"")) == 1:
                    video = dict(_elements(fields.get(_VIDEO, memoryview(b""))))
                    left, top, right, bottom = (int.from_bytes(video.get(name, b"")) for name in _CROPS)
                    yield left, top, right, bottom


def _elements(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield the ids and contents of EBML elements (RFC 8794 §5, §6)."""
    at = 0
    while at + 2 <= len(data) and data[at]:
        id_end = at + 9 - data[at].bit_length()
        if id_end >= len(data) or not data[id_end]:
            return
        width = 9 - data[id_end].bit_length()
        start = id_end + width
        size = int.from_bytes(data[id_end:start]) & ((1 << 7 * width) - 1)
        # All ones: it reaches to the end of what it is in.
        end = len(data) if size == (1 << 7 * width) - 1 else start + size
        yield bytes(data[at:id_end]), data[start:end]
        at = end


def _iso_crops(path: Path) -> Iterator[Crop]:
    """Yield the crop of each video track, by its first sample entry (CleanApertureBox, §12.1.4)."""
    for track in video_tracks(path):
        clap = find_box(track.entry, b"clap")
        yield _clean_aperture(clap, track) if clap is not None and len(clap) >= 32 else NO_CROP


def _clean_aperture(clap: memoryview, track: VideoTrack) -> Crop:
    numbers = [int.from_bytes(clap[at : at + 4], signed=True) for at in range(0, 32, 4)]
    if not all(numbers[1::2]):
        return NO_CROP
    width, height, right_by, down_by = (above / below for above, below in zip(numbers[::2], numbers[1::2], strict=True))
    left = round((track.width - width) / 2 + right_by)
    top = round((track.height - height) / 2 + down_by)
    return left, top, track.width - left - round(width), track.height - top - round(height)
