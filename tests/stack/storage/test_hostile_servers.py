"""Servers that answer without end, wrongly or too slowly: a download ends within its bounds, and memory stays flat."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.errors import GreenlightError, InputRejected, Transient
from storage.web.download import Downloader
from tests.stack.storage.downloading import LOOPBACK, MB, PICTURE, content, downloader, nothing_beside
from tests.stack.storage.web_server import Answer, Asked, Site, answer, dropped, head

BLOCK = b"x" * 65_536
OK = b"HTTP/1.1 200 x\r\n"
CHUNKED = head(200, Transfer_Encoding="chunked")
GZIPPED = head(200, Content_Encoding="gzip")
MEMORY = 10 * MB
"""That a download and its server, in one process, may hold at once: 256 KB of a connection can be 5 MB of heads."""


def endlessly(first: bytes, again: bytes) -> Answer:
    """Send `first` once, and then the other for as long as somebody reads."""

    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(again)
            await writer.drain()

    return send


def dripping(first: bytes, again: bytes) -> Answer:
    """Send `first` once, and then the other every twentieth of a second."""

    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(0.05)

    return send


def once(sent: bytes) -> Answer:
    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)

    return send


HEADS = {
    "status-line": endlessly(b"HTTP/1.1 200 ", BLOCK),
    "header-name": endlessly(OK, BLOCK),
    "header-value": endlessly(OK + b"A: ", BLOCK),
    "headers": endlessly(OK, b"".join(b"A%d: b\r\n" % number for number in range(4000))),
    "folded-header": endlessly(OK + b"A: b\r\n", b" c\r\n" * 4000),
    "cookies": endlessly(OK, b"Set-Cookie: a=b\r\n" * 4000),
    "interim-answers": endlessly(b"", b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" * 500),
    "blank-lines": endlessly(b"", b"\r\n" * 30_000),
    "no-http": endlessly(b"", BLOCK),
}
BODIES = {
    "without-length": endlessly(head(200), BLOCK),
    "one-chunk": endlessly(CHUNKED + b"fffffffffffffff\r\n", BLOCK),
    "chunks-of-a-byte": endlessly(CHUNKED, b"1\r\nx\r\n" * 1000),
    "chunk-size": endlessly(CHUNKED, b"0" * 65_536),
    "chunk-extension": endlessly(CHUNKED + b"1;", BLOCK),
    "trailers": endlessly(CHUNKED + b"0\r\n", b"A: b\r\n" * 8000),
    "of-a-refusal": endlessly(b"HTTP/1.1 404 x\r\n\r\n", BLOCK),
    "of-a-failure": endlessly(b"HTTP/1.1 500 x\r\n\r\n", BLOCK),
    "of-a-redirect": endlessly(b"HTTP/1.1 302 x\r\nLocation: /404\r\n\r\n", BLOCK),
    "after-an-upgrade": endlessly(b"HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: tea\r\n\r\n", BLOCK),
    "gzip-bomb": endlessly(GZIPPED, gzip.compress(bytes(100 * MB))),
    "deflate-bomb": endlessly(head(200, Content_Encoding="deflate"), zlib.compress(bytes(100 * MB))),
    "gzip-of-nothing": endlessly(GZIPPED, gzip.compress(b"") * 10_000),
    "gzip-header": endlessly(GZIPPED + b"\x1f\x8b\x08\x08" + bytes(6), BLOCK),
    "gzip-empty-blocks": endlessly(GZIPPED + b"\x1f\x8b\x08" + bytes(7), b"\0\0\0\xff\xff" * 10_000),
}
DRIPS = {
    "status-line": dripping(b"HTTP/1.1 200 ", b"x"),
    "headers": dripping(OK, b"A: b\r\n"),
    "interim-answers": dripping(b"", b"HTTP/1.1 100 x\r\n\r\n"),
    "body": dripping(head(200, Content_Length=MB), b"x"),
    "chunks": dripping(CHUNKED, b"1\r\nx\r\n"),
    "body-without-length": dripping(head(200), b"x"),
}
WRONG_LENGTHS = {
    "negative": b"-5",
    "with-a-sign": b"+5",
    "of-hex": b"0x5",
    "of-two-numbers": b"5, 7",
    "twice": b"5\r\nContent-Length: 7",
    "beyond-64-bits": b"18446744073709551621",
    "beside-chunks": b"5\r\nTransfer-Encoding: chunked",
}


def impatient() -> Downloader:
    """A downloader of a megabyte, which has 0.6 s in all and waits a third of that for a head."""
    return Downloader(LOOPBACK, MB, 0.6, waits_seconds=())


@contextmanager
def flat_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("what", HEADS)
async def test_a_head_without_end_is_given_up(site: Site, into: Path, what: str) -> None:
    with flat_memory(), pytest.raises(GreenlightError, match=r"cannot be read|stopped answering|longer than"):
        await impatient().fetch(site.serve("/a", HEADS[what]), into)
    assert nothing_beside(into)


@pytest.mark.parametrize("what", BODIES)
async def test_a_body_without_end_is_given_up(site: Site, into: Path, what: str) -> None:
    with flat_memory(), pytest.raises(GreenlightError):
        await impatient().fetch(site.serve("/a", BODIES[what]), into)
    assert nothing_beside(into)


@pytest.mark.parametrize("what", DRIPS)
async def test_a_server_that_drips_is_given_up(site: Site, into: Path, what: str) -> None:
    """Although it never falls silent."""
    with pytest.raises(Transient, match=r"stopped answering|longer than"):
        await impatient().fetch(site.serve("/a", DRIPS[what]), into)
    assert nothing_beside(into)


@pytest.mark.parametrize("what", WRONG_LENGTHS)
async def test_a_length_that_is_none_is_refused(site: Site, into: Path, what: str) -> None:
    sent = OK + b"Content-Length: " + WRONG_LENGTHS[what] + b"\r\n\r\nabcdefg"
    with pytest.raises(InputRejected, match="cannot be read"):
        await downloader().fetch(site.serve("/a", once(sent)), into)
    assert nothing_beside(into)


async def test_what_follows_the_length_that_was_given_is_not_part_of_the_file(site: Site, into: Path) -> None:
    await downloader().fetch(site.serve("/a", endlessly(head(200, Content_Length=5) + b"short", BLOCK)), into)
    assert content(into) == b"short"


async def test_a_file_that_is_shorter_than_its_length_is_not_taken(site: Site, into: Path) -> None:
    with pytest.raises(Transient, match="lost"):
        await downloader().fetch(site.serve("/a", dropped(PICTURE, len(PICTURE) - 1)), into)
    assert nothing_beside(into)


async def test_redirects_that_go_in_a_circle_are_given_up(site: Site, into: Path) -> None:
    site.serve("/b", answer(302, Location="/a"))
    with pytest.raises(InputRejected, match="more than 5 times"):
        await downloader().fetch(site.serve("/a", answer(301, Location="/b")), into)
    assert len(site.asked) == 6


async def test_a_chain_of_redirects_is_followed_five_times_and_no_further(site: Site, into: Path) -> None:
    for number in range(9):
        site.serve(f"/{number}", answer(302, Location=f"/{number + 1}"))
    with pytest.raises(InputRejected, match="more than 5 times"):
        await downloader().fetch(site.serve("/0", answer(302, Location="/1")), into)
    assert [asked.path for asked in site.asked] == ["/0", "/1", "/2", "/3", "/4", "/5"]


@pytest.mark.parametrize("sent", [b"\xff\xfe", b"/\0", b"", b"http://[::1", b"//", b"http://" + b"a" * 70])
async def test_a_redirect_to_what_is_no_url_is_refused(site: Site, into: Path, sent: bytes) -> None:
    moved = once(b"HTTP/1.1 302 x\r\nContent-Length: 0\r\nLocation: " + sent + b"\r\n\r\n")
    with pytest.raises(InputRejected):
        await downloader().fetch(site.serve("/a", moved), into)
    assert nothing_beside(into)


async def test_a_secret_header_does_not_follow_a_redirect_to_another_origin(site: Site, into: Path) -> None:
    site.serve("/b", answer(200, PICTURE))
    start = site.serve("/a", answer(302, Location=f"http://localhost:{site.port}/b"))
    await downloader().fetch(start, into, headers={"Authorization": "s3cret"})
    assert [asked.headers.get("authorization") for asked in site.asked] == ["s3cret", None]


async def test_a_cookie_of_a_server_is_not_sent_back(site: Site, into: Path) -> None:
    site.serve("/b", answer(200, PICTURE))
    await downloader().fetch(site.serve("/a", answer(302, Location="/b", Set_Cookie="a=b; Path=/")), into)
    assert "cookie" not in site.asked[1].headers
