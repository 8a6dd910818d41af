"""Files put together byte by byte: PNG with any chunk, HEIC of one item or of tiles, MP4 with other boxes."""

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO

import av

from tests.corpus.colours import Array

Chunk = tuple[bytes, bytes]


def png(pixels: Array, *chunks: Chunk) -> bytes:
    """Return a PNG of 8 or 16 bits with 1 to 4 channels, with these chunks before the pixels."""
    shape = pixels.shape if pixels.ndim == 3 else (*pixels.shape, 1)
    height, width, channels = shape
    bits = 8 * pixels.dtype.itemsize
    header = struct.pack(">IIBBBBB", width, height, bits, (0, 0, 4, 2, 6)[channels], 0, 0, 0)
    rows = pixels.astype(">u2" if bits == 16 else "u1").reshape(height, -1)
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    parts = [(b"IHDR", header), *chunks, (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


@dataclass(frozen=True)
class Coded:
    """A picture coded by x265: its decoder's configuration (hvcC) and its bytes."""

    configuration: bytes
    data: bytes
    width: int
    height: int


def x265_still(planes: Sequence[Array]) -> Coded:
    """Code one frame of 8-bit full-range 4:2:0 planes."""
    height, width = planes[0].shape
    file = BytesIO()
    with av.open(file, "w", format="matroska") as container:
        stream = container.add_stream("libx265", rate=1, options={"x265-params": "log-level=none:crf=4:pools=1"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.color_range = 2
        frame = av.VideoFrame(width, height, "yuv420p")
        for plane, values in zip(frame.planes, planes, strict=True):
            fill(plane, values)
        frame.color_range, frame.pts, frame.time_base = 2, 0, Fraction(1, 1)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    file.seek(0)
    with av.open(file, "r") as coded:
        configuration = coded.streams.video[0].codec_context.extradata or b""
        data = b"".join(bytes(packet) for packet in coded.demux(video=0) if packet.size)
    return Coded(configuration, data, width, height)


def heic(
    tiles: Sequence[Coded], columns: int, size: tuple[int, int], *properties: bytes, brand: bytes = b"heic"
) -> bytes:
    """Return a HEIC of one picture, or of tiles in rows; `properties` (colr, irot, imir) are the whole picture's."""
    first, count, is_grid = tiles[0], len(tiles), len(tiles) > 1
    grid_item = count + 1
    shared = [box(b"hvcC", first.configuration), _extent(first.width, first.height)]
    whole = [_extent(*size), *properties] if is_grid else list(properties)
    container = box(b"ipco", *shared, *whole)
    marks = [(item, [0x81, 2]) for item in range(1, count + 1)]
    # The properties of the whole picture follow the two of the coded ones.
    own = [0x80 | at if at > 3 or not is_grid else at for at in range(3, 3 + len(whole))]
    if is_grid:
        marks.append((grid_item, own))
    else:
        marks[0][1].extend(own)
    association = b"".join(struct.pack(">HB", item, len(of)) + bytes(of) for item, of in marks)
    grid = struct.pack(">BBBBHH", 0, 0, count // columns - 1, columns - 1, *size)
    items = [(at, b"hvc1", tile.data) for at, tile in enumerate(tiles, 1)]
    if is_grid:
        items.append((grid_item, b"grid", grid))
    entries = [
        full_box(b"infe", 2, int(is_grid and at <= count), struct.pack(">HH4s", at, 0, kind), b"\0")
        for at, kind, _ in items
    ]
    primary = grid_item if is_grid else 1
    reference = box(
        b"dimg", struct.pack(">HH", grid_item, count), *(struct.pack(">H", at) for at in range(1, count + 1))
    )
    file_type = box(b"ftyp", brand, bytes(4), b"mif1", brand)

    def meta(start: int) -> bytes:
        places = b""
        for at, _, data in items:
            places += struct.pack(">HHHII", at, 0, 1, start, len(data))
            start += len(data)
        return full_box(
            b"meta",
            0,
            0,
            full_box(b"hdlr", 0, 0, bytes(4), b"pict", bytes(12), b"\0"),
            full_box(b"pitm", 0, 0, struct.pack(">H", primary)),
            full_box(b"iloc", 0, 0, b"\x44\x00", struct.pack(">H", len(items)), places),
            full_box(b"iinf", 0, 0, struct.pack(">H", len(entries)), *entries),
            *([full_box(b"iref", 0, 0, reference)] if is_grid else []),
            box(b"iprp", container, full_box(b"ipma", 0, 0, struct.pack(">I", len(marks)), association)),
        )

    start = len(file_type) + len(meta(0)) + 8
    return file_type + meta(start) + box(b"mdat", *(data for _, _, data in items))


def _extent(width: int, height: int) -> bytes:
    return full_box(b"ispe", 0, 0, struct.pack(">II", width, height))


def fill(plane: av.video.plane.VideoPlane, values: Array) -> None:
    """Write a plane's values; its lines may be longer than the picture is wide."""
    lines = values.tobytes()
    width, step = values.shape[1] * values.dtype.itemsize, plane.line_size
    buffer = bytearray(step * plane.height)
    for row in range(values.shape[0]):
        buffer[row * step : row * step + width] = lines[row * width : (row + 1) * width]
    plane.update(bytes(buffer))


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and end of the boxes one after the other."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        size = int.from_bytes(data[start : start + 4])
        yield data[start + 4 : start + 8], start, start + size
        start += size


def without_ftyp(data: bytes) -> bytes:
    """Cut the first box of an MP4 off, and correct the places of its chunks: old QuickTime files have no ftyp."""
    kind, _, end = next(boxes(data))
    assert kind == b"ftyp"
    changed = bytearray(data)
    for at in _places(data, b"stco"):
        for entry in range(int.from_bytes(data[at + 8 : at + 12])):
            place = at + 12 + 4 * entry
            changed[place : place + 4] = struct.pack(">I", int.from_bytes(data[place : place + 4]) - end)
    return bytes(changed[end:])


def with_brand(data: bytes, brand: bytes) -> bytes:
    """Name another brand as the only one."""
    end = int.from_bytes(data[:4])
    return data[:8] + brand + data[12:16] + brand * ((end - 16) // 4) + data[end:]


def with_matrix(data: bytes, matrix: Iterable[float]) -> bytes:
    """Set the display matrix of the first track: a b u c d v x y w, as ISO 14496-12 writes it."""
    at = next(_places(data, b"tkhd")) + 4 + 4 + 4 * 5 + 8 + 8
    fixed = [round(value * (1 << (30 if number % 3 == 2 else 16))) for number, value in enumerate(matrix)]
    return data[:at] + struct.pack(">9i", *fixed) + data[at + 36 :]


def _places(data: bytes, kind: bytes) -> Iterator[int]:
    """Yield where the boxes of that kind have their name, found by searching: nothing else is so called."""
    at = data.find(kind)
    while at >= 0:
        yield at
        at = data.find(kind, at + 4)
