"""What the server refuses before the app sees it: heads that are too large or too slow, and bodies that lie."""

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from api.container import Container
from api.http.server import MAX_HEAD_BYTES
from domain import timeouts
from tests.harness.live_api import served

A_MEGABYTE = 1024 * 1024
BEGINNINGS = {
    "the headers of all together": lambda: b"".join(b"x-%d: %s\r\n" % (number, b"a" * 1000) for number in range(100)),
    "one header": lambda: b"x: " + b"a" * 2 * MAX_HEAD_BYTES + b"\r\n",
}


class Connection:
    """A connection to the server, on which a test writes what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The status, headers and body of the next answer."""
        async with asyncio.timeout(20):
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
            status, *lines = head.splitlines()
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
            return int(status.split()[1]), headers, await self._reader.readexactly(int(headers["content-length"]))

    async def is_closed(self) -> bool:
        async with asyncio.timeout(20):
            return await self._reader.read() == b""

    async def sends_until_closed(self, piece: bytes, most: int) -> int:
        """Send the piece again and again; return how many bytes the server took before it closed the connection."""
        sent = 0
        try:
            while sent < most:
                await self.send(piece)
                sent += len(piece)
        except ConnectionError:
            pass
        return sent


@pytest.fixture
async def connection(container: Container) -> AsyncIterator[Connection]:
    async with served(container) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        yield Connection(reader, writer)
        writer.close()


def post(*headers: str) -> bytes:
    lines = ("POST /api/v3/jobs HTTP/1.1", "Host: localhost", "Content-Type: application/json", *headers)
    return "\r\n".join((*lines, "", "")).encode()


@pytest.mark.parametrize("kind", BEGINNINGS)
async def test_a_head_that_is_too_large_is_refused(connection: Connection, kind: str) -> None:
    await connection.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + BEGINNINGS[kind]() + b"\r\n")

    status, headers, body = await connection.answer()

    assert (status, headers["connection"], headers["content-type"]) == (431, "close", "application/problem+json")
    assert json.loads(body)["code"] == "headers_too_large"
    assert "65,536 bytes" in json.loads(body)["detail"]


@pytest.mark.parametrize("beginning", [b"GET /", b"GET / HTTP/1.1\r\nx: "], ids=["the path", "a header"])
async def test_a_head_without_an_end_is_not_held_in_memory(connection: Connection, beginning: bytes) -> None:
    await connection.send(beginning)

    taken = await connection.sends_until_closed(b"a" * 8192, 64 * A_MEGABYTE)

    # Some is in the buffers of the two sockets.
    assert taken < 16 * A_MEGABYTE


async def test_trailers_without_an_end_are_not_held_in_memory(connection: Connection) -> None:
    await connection.send(post("Transfer-Encoding: chunked") + b"2\r\n{}\r\n0\r\nx: ")

    assert await connection.sends_until_closed(b"a" * 8192, 64 * A_MEGABYTE) < 16 * A_MEGABYTE


async def test_a_connection_whose_headers_do_not_come_is_closed(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeouts, "REQUEST_HEAD", 0.05)
    async with served(container) as url:
        for beginning in (b"", b"GET /healthz HTTP/1.1\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
            silent = Connection(reader, writer)
            await silent.send(beginning)
            assert await silent.is_closed()
            writer.close()


async def test_a_second_request_on_a_connection_may_take_its_time_while_the_first_is_answered(
    connection: Connection,
) -> None:
    for _ in range(3):
        await connection.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert (await connection.answer())[0] == 200


async def test_a_body_in_chunks_beyond_the_limit_is_refused_with_the_limit(connection: Connection) -> None:
    await connection.send(post("Transfer-Encoding: chunked"))
    for _ in range(20):
        await connection.send(b"%x\r\n%s\r\n" % (100_000, b" " * 100_000))
    await connection.send(b"0\r\n\r\n")

    status, _, body = await connection.answer()

    assert (status, json.loads(body)["code"]) == (413, "too_large")
    assert "1,048,576 bytes" in json.loads(body)["detail"]


async def test_a_body_shorter_than_its_length_is_refused_when_the_rest_does_not_come(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeouts, "REQUEST_SILENCE", 0.05)
    await connection.send(post("Content-Length: 1000") + b"{}")

    status, headers, body = await connection.answer()

    assert (status, headers["connection"], json.loads(body)["code"]) == (408, "close", "request_timeout")


async def test_a_body_longer_than_its_length_is_refused_and_the_connection_closed(connection: Connection) -> None:
    await connection.send(post("Content-Length: 2") + b"{}" + b'{"context": {}}\r\n\r\n')

    assert (await connection.answer())[0] == 400
    assert await connection.is_closed()


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: -1",),
        ("Content-Length: 18446744073709551616",),
    ],
)
async def test_lengths_that_contradict_each_other_or_are_none_are_refused(
    connection: Connection, headers: tuple[str, ...]
) -> None:
    await connection.send(post(*headers) + b"{}")

    assert (await connection.answer())[0] == 400
