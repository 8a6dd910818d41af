"""Undo the compression of a download, which is told by its bytes: many servers label what they send wrongly."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

HEAD_BYTES: Final = 16
"""Of a file, by which `unpacker_for` judges it."""

_GZIP: Final = frozenset({"gzip", "x-gzip"})
_COMPRESSED: Final = _GZIP | {"deflate", "br", "zstd", "compress", "x-compress", "dcb", "dcz"}
"""All other names, such as `utf-8`, `binary`, `none` and `aws-chunked`, mean nothing for the bytes."""

_GZIP_BEGINS: Final = b"\x1f"
_PIECE_BYTES: Final = 256 * 1024
_PACKED_BYTES: Final = 4 * 1024
_FIND_HEADER: Final = zlib.MAX_WBITS | 32
_NO_HEADER: Final = -zlib.MAX_WBITS

_MEDIA: Final = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF|BM|II\*\0|MM\0\*|.{4}(?:ftyp|moov|mdat|wide|free)|\x1a\x45\xdf\xa3|OggS|fLaC|ID3"
    rb"|\xff[\xe2-\xff]|FLV|\0\0\x01[\xb3\xba]|G.{3}|FORM|\x30\x26\xb2\x75|[<{%#]",
    re.DOTALL,
)
"""Beginnings of media, and of texts that are sent in their place."""


class CannotUnpack(Exception):
    """The data are compressed in a way that cannot be undone, or are damaged."""


class Unpacker:
    """Unpacks gzip (of one or more members) or deflate, in pieces of bounded size. What follows the end is ignored."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._stream = zlib.decompressobj(window)
        self._is_over = False

    @property
    def is_complete(self) -> bool:
        return self._stream.eof

    def unpack(self, data: bytes) -> Iterator[bytes]:
        """Yield what the next data hold. Errors: CannotUnpack."""
        # Each member copies what follows it, so many small ones in a large piece would take quadratic time.
        for begin in range(0, len(data), _PACKED_BYTES):
            yield from self._unpack(data[begin : begin + _PACKED_BYTES])

    def _unpack(self, data: bytes) -> Iterator[bytes]:
        try:
            while data and not self._is_over:
                if self._stream.eof:
                    if data[:1] != _GZIP_BEGINS:
                        self._is_over = True
                        return
                    self._stream = zlib.decompressobj(self._window)
                if piece := self._stream.decompress(data, _PIECE_BYTES):
                    yield piece
                data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
        except zlib.error as error:
            raise CannotUnpack("is damaged") from error


def unpacker_for(content_encoding: str, head: bytes) -> Unpacker | None:
    """Return what unpacks a body with that header and beginning; None if it is to be taken as it is.

    Errors: CannotUnpack for a compression that is not known here.
    """
    names = [name.strip().lower() for name in content_encoding.split(",")]
    known = [name for name in names if name in _COMPRESSED]
    if not known or not head:
        return None
    if known[0] in _GZIP and len(known) == 1:
        return Unpacker(_FIND_HEADER) if head.startswith(b"\x1f\x8b") else None
    if _MEDIA.match(head):
        return None
    if known == ["deflate"]:
        # RFC 9110 means zlib's format, but servers send the data without its header too.
        has_header = head[0] & 15 == 8 and int.from_bytes(head[:2]) % 31 == 0
        return Unpacker(_FIND_HEADER if has_header else _NO_HEADER)
    raise CannotUnpack(f"is sent compressed ({', '.join(known)}), which was not asked for")
