"""Write HEIF files: there is no encoder of them here, but one of the frames that they hold."""

import io
from fractions import Fraction

import av
import numpy as np
from PIL import Image


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return (8 + len(body)).to_bytes(4) + kind + body


def full_box(kind: bytes, *content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, bytes([version]), flags.to_bytes(3), *content)


def heic(tiles: list[Image.Image], columns: int = 1, quarter_turns: int = 0, brand: bytes = b"heic") -> bytes:
    """Return a picture of tiles of the same size, row by row, to be turned counter-clockwise."""
    width, height = tiles[0].size
    size = (width * columns, height * (len(tiles) // columns))
    config, datas = _encoded(tiles)
    grid = bytes([0, 0, len(tiles) // columns - 1, columns - 1]) + _u16(*size)
    first, types = (1, [b"grid"] + [b"hvc1"] * len(tiles)) if len(tiles) > 1 else (1, [b"hvc1"])
    items = list(range(1, len(types) + 1))
    contents = ([grid] if len(tiles) > 1 else []) + datas
    properties = box(
        b"ipco", config, _extent(*size), _extent(width, height), box(b"irot", bytes([quarter_turns])), _SRGB
    )
    tile = bytes([4, 0x81, 3, 4, 5]) if len(tiles) == 1 else bytes([2, 0x81, 3])
    whole = bytes([3, 2, 4, 5])
    associated = [whole if kind == b"grid" else tile for kind in types]
    infos = [full_box(b"infe", _u16(item, 0), kind, b"\0", version=2) for item, kind in zip(items, types, strict=True)]
    references = [full_box(b"iref", box(b"dimg", _u16(1, len(tiles), *items[1:])))] if len(tiles) > 1 else []

    def meta(start: int) -> bytes:
        locations, at = [], start
        for item, content in zip(items, contents, strict=True):
            locations.append(_u16(item, 0, 1) + _u32(at, len(content)))
            at += len(content)
        return full_box(
            b"meta",
            full_box(b"hdlr", bytes(4), b"pict", bytes(13)),
            full_box(b"pitm", _u16(first)),
            full_box(b"iinf", _u16(len(items)), *infos),
            *references,
            box(
                b"iprp",
                properties,
                full_box(b"ipma", _u32(len(items)), *(_u16(i) + a for i, a in zip(items, associated, strict=True))),
            ),
            full_box(b"iloc", bytes([0x44, 0]), _u16(len(items)), *locations),
        )

    head = box(b"ftyp", brand, bytes(4), b"mif1heic")
    return head + meta(len(head) + len(meta(0)) + 8) + box(b"mdat", *contents)


def heif_sequence(frames: list[Image.Image]) -> bytes:
    """Return an animated picture that has no picture for the whole file."""
    film = _film(frames).replace(b"vide", b"pict")
    # As long as the box that it replaces: the film's index counts from the file's beginning.
    head = box(b"ftyp", b"msf1", bytes(4), b"hevcmsf1mif1")
    assert len(head) == int.from_bytes(film[:4])
    return head + film[len(head) :]


_SRGB = box(b"colr", b"nclx", bytes([0, 1, 0, 13, 0, 6, 0]))


def _encoded(pictures: list[Image.Image]) -> tuple[bytes, list[bytes]]:
    """Return the decoder's configuration as a box, and the data of each picture."""
    films = [_film([picture]) for picture in pictures]
    at = films[0].index(b"hvcC") - 4
    config = films[0][at : at + int.from_bytes(films[0][at : at + 4])]
    datas = []
    for film in films:
        with av.open(io.BytesIO(film), "r") as container:
            datas += [bytes(packet) for packet in container.demux() if packet.pts is not None]
    return config, datas


def _film(frames: list[Image.Image]) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        options = {"preset": "ultrafast", "x264-params": "", "x265-params": "log-level=none:keyint=1:pools=none"}
        stream = container.add_stream("libx265", rate=10, options=options)
        stream.width, stream.height = frames[0].size
        stream.pix_fmt = "yuv420p"
        for number, picture in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def _extent(width: int, height: int) -> bytes:
    return full_box(b"ispe", _u32(width, height))


def _u16(*values: int) -> bytes:
    return b"".join(value.to_bytes(2) for value in values)


def _u32(*values: int) -> bytes:
    return b"".join(value.to_bytes(4) for value in values)
