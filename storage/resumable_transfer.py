"""Write the bytes of a download to a file, and resume after a lost connection."""

import re
from collections.abc import Mapping

import aiohttp
from anyio import AsyncFile
from yarl import URL

from domain.errors import InputRejected, Transient
from storage.urls import shown

_CHUNK_BYTES = 256 * 1024
_CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")


class Transfer:
    """The state of a download: what was received, and the headers that request the rest of it."""

    def __init__(self, file: AsyncFile[bytes], max_bytes: int, source: URL, headers: Mapping[str, str]) -> None:
        """`headers` are for the host of `source` only."""
        self._file = file
        self._max_bytes = max_bytes
        self._source = source.origin()
        self._shown = shown(source)
        self._headers = headers
        self._total: int | None = None
        self._validator: str | None = None
        self.received = 0

    def headers(self, url: URL) -> dict[str, str]:
        """Return request headers for the rest of the file if the server has not changed it, else for the whole."""
        own = dict(self._headers) if url.origin() == self._source else {}
        if not self.received or self._validator is None:
            return own
        return {**own, "Range": f"bytes={self.received}-", "If-Range": self._validator}

    async def receive(self, response: aiohttp.ClientResponse) -> None:
        """Receive the file to its end. Errors: InputRejected when too large; Transient, and the next call resumes."""
        if response.status in (206, 416):
            self._check_continues(response)
        else:
            await self._start_over(response)
        self._check_size(self._total or 0)
        async for data in response.content.iter_chunked(_CHUNK_BYTES):
            self._check_size(self.received + len(data))
            await self._file.write(data)
            self.received += len(data)
        if self._total is not None and self.received != self._total:
            raise Transient(f"{self._shown} was sent in part only")

    async def _start_over(self, response: aiohttp.ClientResponse) -> None:
        coding = response.headers.get("Content-Encoding", "").lower()
        if coding not in _CODINGS:
            raise InputRejected(f"{self._shown} is sent compressed, which was not asked for; upload the file instead")
        await self._file.seek(0)
        await self._file.truncate()
        self.received = 0
        plain = coding in ("", "identity")
        self._total = response.content_length if plain else None
        self._validator = _validator(response) if plain else None

    def _check_continues(self, response: aiohttp.ClientResponse) -> None:
        part = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        etag = response.headers.get("ETag", self._validator)
        same = self._validator is not None and (etag == self._validator or self._validator[0] != '"')
        if response.status != 206 or part is None or int(part[1]) != self.received or not same:
            self._validator = None
            raise Transient(f"{self._shown} answered with another part than the one asked for")
        if part[2] != "*":
            self._total = int(part[2])

    def _check_size(self, size: int) -> None:
        if size > self._max_bytes:
            raise InputRejected(f"{self._shown} is larger than {self._max_bytes / 1024**2:g} MB; use a smaller file")


def _validator(response: aiohttp.ClientResponse) -> str | None:
    etag = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else response.headers.get("Last-Modified")
