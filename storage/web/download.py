"""Download a URL from a public address, within a limit of size and time."""

import asyncio
import logging
import re
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import aiohttp
from aiohttp.abc import AbstractResolver
from anyio import AsyncFile
from yarl import URL

from domain import timeouts
from domain.errors import AddressNotAllowed, InputRejected, Transient
from storage.files import whole_file
from storage.web.address_check import Address, Gate, Network, networks_of
from storage.web.checked_session import checked_session
from storage.web.content_coding import HEAD_BYTES, CannotUnpack, Unpacker, unpacker_for
from storage.web.urls import shown, web_url

MOST_REDIRECTS = 5
WAITS_SECONDS = (0.5, 1.0, 2.0)
"""Pauses before the second and each further attempt, after a failure that may be temporary."""

_log = logging.getLogger(__name__)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TEMPORARY_STATUS = frozenset({408, 425, 429})
_NO_SUCH_NAME = frozenset({socket.EAI_NONAME, socket.EAI_NODATA})
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_CHUNK_BYTES = 256 * 1024
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")


class _Transfer:
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
        chunks = response.content.iter_chunked(_CHUNK_BYTES)
        if response.status in (206, 416):
            self._check_continues(response)
            self._check_size(self._total or 0)
            async for chunk in chunks:
                await self._write(chunk)
        else:
            await self._start_over(response, chunks)
        if self._total is not None and self.received != self._total:
            raise Transient(f"{self._shown} was sent in part only")

    async def _start_over(self, response: aiohttp.ClientResponse, chunks: AsyncIterator[bytes]) -> None:
        await self._file.seek(0)
        await self._file.truncate()
        self.received = 0
        self._total = self._validator = None
        self._check_size(response.content_length or 0)
        head = b""
        while len(head) < HEAD_BYTES and (chunk := await anext(chunks, b"")):
            head += chunk
        try:
            unpacker = unpacker_for(response.headers.get("Content-Encoding", ""), head)
            if unpacker is None:
                self._total, self._validator = response.content_length, _validator(response)
            await self._write(head, unpacker)
            async for chunk in chunks:
                await self._write(chunk, unpacker)
        except CannotUnpack as error:
            raise InputRejected(f"{self._shown} {error}; upload the file instead") from None
        if unpacker is not None and not unpacker.is_complete:
            raise Transient(f"{self._shown} was sent in part only")

    async def _write(self, data: bytes, unpacker: Unpacker | None = None) -> None:
        for piece in unpacker.unpack(data) if unpacker else (data,):
            self._check_size(self.received + len(piece))
            await self._file.write(piece)
            self.received += len(piece)

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


@dataclass(frozen=True, eq=False)
class Downloader:
    """Fetches files of up to `max_bytes` in at most `timeout_seconds` each.

    Addresses in `allowed_networks` may be connected to although they are not public.
    """

    allowed_networks: Sequence[Network]
    max_bytes: int
    timeout_seconds: float
    waits_seconds: Sequence[float] = WAITS_SECONDS
    resolver: AbstractResolver | None = None

    async def fetch(
        self, url: str, into: Path, headers: Mapping[str, str] = _NO_HEADERS, trusted_url: str | None = None
    ) -> None:
        """The file is at `into`, or, after an error, nothing is. `headers` are sent to the URL's own host only.

        The addresses of `trusted_url`'s host may be connected to although they are not public.

        Errors: InputRejected says what is wrong with the URL or with what it names, Transient what may pass.
        """
        first = web_url(url)
        try:
            async with asyncio.timeout(self.timeout_seconds), whole_file(into) as file:
                gate = Gate([*self.allowed_networks, *await networks_of(trusted_url)])
                async with self._session(gate) as session:
                    await self._persist(session, first, gate, _Transfer(file, self.max_bytes, first, headers))
        except TimeoutError:
            raise Transient(f"{shown(first)} took longer than {self.timeout_seconds:g} s") from None

    def _session(self, gate: Gate) -> aiohttp.ClientSession:
        silence = min(timeouts.DOWNLOAD_SILENCE, self.timeout_seconds / 3)
        return checked_session(gate, silence, self.resolver)

    async def _persist(self, session: aiohttp.ClientSession, first: URL, gate: Gate, transfer: _Transfer) -> None:
        for wait in (*self.waits_seconds, None):
            try:
                return await _transfer_once(session, first, gate, transfer)
            except Transient as error:
                if wait is None or error.retry_after is not None:
                    raise
            await asyncio.sleep(wait)
        return None


async def _transfer_once(session: aiohttp.ClientSession, first: URL, gate: Gate, transfer: _Transfer) -> None:
    with _explained(first, gate):
        async with await _final_answer(session, first, transfer) as response:
            _check_status(response, first)
            await transfer.receive(response)


async def _final_answer(session: aiohttp.ClientSession, first: URL, transfer: _Transfer) -> aiohttp.ClientResponse:
    url = first
    for _ in range(MOST_REDIRECTS + 1):
        try:
            # A head may be sent bit by bit, and after any number of interim answers.
            async with asyncio.timeout(session.timeout.sock_read):
                response = await session.get(url, headers=transfer.headers(url), allow_redirects=False)
        except TimeoutError:
            raise Transient(f"{shown(first)} stopped answering") from None
        if response.status not in _REDIRECTS:
            return response
        response.close()
        try:
            url = web_url(response.headers.get("Location", ""), base=url)
        except InputRejected as error:
            raise InputRejected(f"{shown(first)} redirects wrongly: {error.message}") from None
    raise InputRejected(f"{shown(first)} redirects more than {MOST_REDIRECTS} times; give the final URL")


def _check_status(response: aiohttp.ClientResponse, first: URL) -> None:
    status = response.status
    if status in (200, 203, 206, 416):
        return
    if status >= 500 or status in _TEMPORARY_STATUS:
        seconds = response.headers.get("Retry-After", "")
        retry_after = timedelta(seconds=int(seconds[:6])) if seconds.isdecimal() else None
        raise Transient(f"{shown(first)} answered {status}", retry_after=retry_after)
    raise InputRejected(
        f"{shown(first)} answered {status}; check that the URL opens without signing in, or upload the file"
    )


@contextmanager
def _explained(first: URL, gate: Gate) -> Iterator[None]:
    """Raise aiohttp's errors as ours, with our messages: aiohttp's may contain the whole URL."""
    try:
        yield
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError):
        raise InputRejected(
            f"{shown(first)} has no TLS certificate that can be trusted; use another host, or upload the file"
        ) from None
    except aiohttp.ClientConnectorDNSError as error:
        if error.os_error.errno in _NO_SUCH_NAME:
            raise InputRejected(f"{shown(first)} names a host that does not exist; check the URL") from None
        raise Transient(f"the host of {shown(first)} could not be looked up") from None
    except aiohttp.ClientConnectorError as error:
        if gate.refused is not None:
            raise _not_allowed(first, error.host, gate.refused) from None
        raise Transient(f"{shown(first)} cannot be reached; is its server running?") from None
    except aiohttp.ServerTimeoutError:
        raise Transient(f"{shown(first)} stopped answering") from None
    except (UnicodeError, aiohttp.InvalidURL, aiohttp.ClientResponseError):
        raise InputRejected(
            f"{shown(first)} is answered in a way that cannot be read; check the host and the port"
        ) from None
    except aiohttp.ClientError:
        raise Transient(f"the connection to {shown(first)} was lost") from None


def _not_allowed(first: URL, host: str, refused: Address) -> AddressNotAllowed:
    """Say which address is refused if the URL does. What a name leads to in a private network is for the log alone."""
    _log.info("%s was not fetched: %s leads to %s, which is not public", shown(first), host, refused)
    which = f"the address {refused}" if host == str(refused) else f"the address of {shown(host)}"
    return AddressNotAllowed(
        f"{shown(first)} cannot be fetched: {which} is not public; use a public one, "
        "upload the file, or have the operator add its network to ASSET_ALLOWED_NETWORKS"
    )
