"""Files that are refused, each with a message that says what it is or what is wrong with it."""

import gzip
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.corpus.colours import SIDE, picture
from tests.corpus.encoding import Coding, encode
from tests.corpus.inputs import Input, refused
from tests.corpus.picture_files import encoded, written

CUT = r"(?i)cut off|truncated|incomplete|damaged|to its end"

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script href="file:///etc/passwd"/></svg>'
_PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/passwd\n#EXT-X-ENDLIST\n"


def refusals() -> Iterator[Input]:
    yield from _documents()
    yield from _cut_off()


def _documents() -> Iterator[Input]:
    for name, what, data, says in (
        ("drawing.svg", "SVG", f'<?xml version="1.0"?>\n{_SVG}'.encode(), "(?i)svg"),
        ("bare.svg", "SVG without a prologue", _SVG.encode(), "(?i)svg"),
        ("report.pdf", "PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n", "(?i)pdf"),
        ("gone.jpg", "a page instead of a picture", b"<!DOCTYPE html><html><body>Not found</body></html>", "(?i)html"),
        ("error.png", "JSON instead of a picture", b'{"error": "no such file"}', "(?i)json"),
        (
            "denied.mp4",
            "XML of a store that refuses",
            b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
            "(?i)xml",
        ),
        ("pictures.zip", "ZIP", _zip(), "(?i)zip"),
        ("song.mp3.gz", "gzip", gzip.compress(b"a song"), "(?i)gzip"),
        ("empty.png", "nothing", b"", "(?i)empty"),
        ("notes.txt", "text", b"just words\n" * 9, "(?i)text"),
        ("list.m3u8", "a playlist that names a file", _PLAYLIST.encode(), "(?i)playlist|text|mpegurl"),
        ("list.ffconcat", "a list of files", b"ffconcat version 1.0\nfile /etc/passwd\n", "(?i)text|list"),
        ("program", "ELF", b"\x7fELF\2\1\1" + bytes(57) + b"\1" * 200, "(?i)executable|elf|octet-stream"),
        (
            "noise.jpg",
            "bytes of no kind",
            bytes((at * 73 + 41) % 251 for at in range(5000)),
            "(?i)octet-stream|not an image",
        ),
        (
            "design.psd",
            "Photoshop",
            b"8BPS\0\1" + bytes(6) + b"\0\3\0\0\0\x09\0\0\0\x09\0\x08\0\3" + bytes(300),
            "(?i)photoshop|psd",
        ),
    ):
        yield refused(name, what, written(data), says)


def _cut_off() -> Iterator[Input]:
    plain = Image.fromarray(picture())
    whole: dict[str, Callable[[], bytes]] = {
        "jpg": partial(encoded, plain, "JPEG", quality=95),
        "png": partial(encoded, Image.effect_noise((SIDE, SIDE), 60), "PNG"),
        "webp": partial(encoded, plain, "WEBP", lossless=True),
        "gif": partial(encoded, plain, "GIF"),
        "avif": partial(encoded, plain, "AVIF", quality=95),
        "tiff": partial(encoded, plain, "TIFF"),
        "mp4": partial(encode, Coding()),
        "mov": partial(encode, Coding("mov", "prores_ks", "yuv422p10le")),
    }
    for kind, make in whole.items():
        yield refused(f"cut-off.{kind}", "ends halfway", partial(_halved, make), CUT)


def _halved(make: Callable[[], bytes], path: Path) -> None:
    data = make()
    path.write_bytes(data[: len(data) * 6 // 10])


def _zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.png", (2026, 1, 1, 0, 0, 0)), b"no picture")
    return out.getvalue()
