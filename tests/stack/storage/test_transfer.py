"""Downloads that are cut off, too large, compressed, slow, or given up."""

import asyncio
import gzip
import os
import socket
import zlib
from pathlib import Path

import pytest

from domain.errors import InputRejected, Transient
from tests.stack.storage.downloading import MB, PICTURE, Names, content, downloader, nothing_beside
from tests.stack.storage.web_server import Answer, Asked, Site, answer, dropped, head, rest


async def test_a_dropped_download_resumes(site: Site, into: Path) -> None:
    film = os.urandom(3 * MB)
    url = site.serve("/a", dropped(film, 2 * MB, ETag='"v1"'), rest(film, '"v1"'))
    await downloader(max_bytes=3 * MB).fetch(url, into)
    assert content(into) == film
    start = int(site.asked[1].headers["range"].removeprefix("bytes=").removesuffix("-"))
    assert MB < start <= 2 * MB


async def test_a_small_file_that_is_cut_off_resumes(site: Site, into: Path) -> None:
    small = PICTURE[:29_000]
    url = site.serve("/a", dropped(small, 20_000, ETag='"v1"'), rest(small, '"v1"'))
    await downloader().fetch(url, into)
    assert content(into) == small
    assert site.asked[1].headers["range"] == "bytes=20000-"


async def test_a_dropped_download_starts_over_when_the_file_has_changed(site: Site, into: Path) -> None:
    url = site.serve("/a", dropped(PICTURE, 100_000, ETag='"v1"'), rest(PICTURE[::-1], '"v2"'))
    await downloader().fetch(url, into)
    assert content(into) == PICTURE[::-1]


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"v1"'}, {"ETag": '"v1"'}, {"Last_Modified": "Tue"}])
async def test_a_dropped_download_starts_over_when_the_server_has_no_ranges(
    site: Site, into: Path, headers: dict[str, str]
) -> None:
    url = site.serve("/a", dropped(PICTURE, 100_000, **headers), answer(200, PICTURE, **headers))
    await downloader().fetch(url, into)
    assert content(into) == PICTURE


@pytest.mark.parametrize(
    "wrong",
    [
        answer(206, PICTURE[5:], ETag='"v1"', Content_Range="bytes 5-299999/300000"),
        answer(206, PICTURE, ETag='"v1"'),
        answer(416, ETag='"v1"'),
        rest(PICTURE, '"v2"'),
    ],
)
async def test_a_part_of_the_wrong_range_is_not_appended(site: Site, into: Path, wrong: Answer) -> None:
    url = site.serve("/a", dropped(PICTURE, 100_000, ETag='"v1"'), wrong, answer(200, PICTURE))
    await downloader().fetch(url, into)
    assert content(into) == PICTURE


async def test_a_download_that_always_drops_is_transient_and_leaves_nothing(site: Site, into: Path) -> None:
    with pytest.raises(Transient, match="lost"):
        await downloader().fetch(site.serve("/a", dropped(PICTURE, 1000)), into)
    assert nothing_beside(into)


def endless(sent: list[int], **headers: object) -> Answer:
    """Ten megabytes in chunks, without a length; notes what it could send."""

    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, Transfer_Encoding="chunked", **headers))
        for _number in range(1000):
            writer.write(b"2800\r\n" + bytes(0x2800) + b"\r\n")
            await writer.drain()
            sent.append(0x2800)

    return send


async def test_a_file_with_too_large_a_content_length_is_not_received(site: Site, into: Path) -> None:
    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, Content_Length=MB + 1))
        await writer.drain()

    with pytest.raises(InputRejected, match="larger than 1 MB"):
        await downloader().fetch(site.serve("/a", send), into)
    assert nothing_beside(into)


async def test_a_file_of_unknown_size_is_stopped_at_the_limit(site: Site, into: Path) -> None:
    sent: list[int] = []
    with pytest.raises(InputRejected, match="larger than"):
        await downloader(max_bytes=100_000).fetch(site.serve("/a", endless(sent)), into)
    assert sum(sent) < 10_000_000
    assert nothing_beside(into)


async def test_a_file_of_exactly_the_limit_is_fetched(site: Site, into: Path) -> None:
    url = site.serve("/a", answer(200, PICTURE))
    await downloader(max_bytes=len(PICTURE)).fetch(url, into)
    assert content(into) == PICTURE


async def test_a_compressed_bomb_is_stopped_at_its_unpacked_size(site: Site, into: Path) -> None:
    bomb = gzip.compress(bytes(50 * MB))
    with pytest.raises(InputRejected, match="larger than 1 MB"):
        await downloader().fetch(site.serve("/a", answer(200, bomb, Content_Encoding="gzip")), into)
    assert nothing_beside(into)


async def test_a_compressed_answer_is_unpacked(site: Site, into: Path) -> None:
    url = site.serve("/a", answer(200, gzip.compress(PICTURE), Content_Encoding="gzip"))
    await downloader().fetch(url, into)
    assert content(into) == PICTURE


@pytest.mark.parametrize("coding", ["compress", "br", "zstd", "gzip, gzip"])
async def test_an_unknown_compression_is_refused_by_its_name(site: Site, into: Path, coding: str) -> None:
    with pytest.raises(InputRejected, match=rf"sent compressed \({coding}\), which was not asked for; upload"):
        await downloader().fetch(site.serve("/a", answer(200, b"x", Content_Encoding=coding)), into)


@pytest.mark.parametrize(
    "coding", ["utf-8", "binary", "none", "aws-chunked", "gzip", "deflate", "br", "gzip, gzip", ""]
)
async def test_a_file_that_is_not_compressed_is_taken_whatever_its_label(site: Site, into: Path, coding: str) -> None:
    photo = b"\x89PNG\r\n\x1a\n" + PICTURE
    await downloader().fetch(site.serve("/a", answer(200, photo, Content_Encoding=coding)), into)
    assert content(into) == photo


@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ("X-GZIP", gzip.compress(PICTURE[:9]) + gzip.compress(PICTURE[9:])),
        ("aws-chunked,gzip", gzip.compress(PICTURE)),
        ("deflate", zlib.compress(PICTURE)),
        ("deflate", zlib.compress(PICTURE, wbits=-15)),
    ],
)
async def test_what_is_compressed_is_unpacked(site: Site, into: Path, coding: str, sent: bytes) -> None:
    await downloader().fetch(site.serve("/a", answer(200, sent, Content_Encoding=coding)), into)
    assert content(into) == PICTURE


async def test_compressed_data_that_end_too_early_are_asked_for_again(site: Site, into: Path) -> None:
    whole = gzip.compress(PICTURE)
    cut, complete = (answer(200, sent, Content_Encoding="gzip") for sent in (whole[:-9], whole))
    await downloader().fetch(site.serve("/a", cut, complete), into)
    assert content(into) == PICTURE


async def test_damaged_compressed_data_are_refused(site: Site, into: Path) -> None:
    damaged = gzip.compress(PICTURE)[:10] + b"\xff" * 1000
    with pytest.raises(InputRejected, match="is damaged; upload the file instead"):
        await downloader().fetch(site.serve("/a", answer(200, damaged, Content_Encoding="gzip")), into)


async def test_a_slow_download_ends_at_the_timeout(site: Site, into: Path) -> None:
    over = asyncio.Event()

    async def drip(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, Content_Length=1000) + b"x")
        await writer.drain()
        await over.wait()

    with pytest.raises(Transient, match=r"longer than 0\.2 s"):
        await downloader(timeout_seconds=0.2).fetch(site.serve("/a", drip), into)
    over.set()
    assert nothing_beside(into)


async def test_a_cancelled_download_leaves_nothing(site: Site, into: Path) -> None:
    begun, over = asyncio.Event(), asyncio.Event()

    async def hang(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, Content_Length=1000) + b"x")
        await writer.drain()
        begun.set()
        await over.wait()

    download = asyncio.create_task(downloader().fetch(site.serve("/a", hang), into))
    await begun.wait()
    download.cancel()
    with pytest.raises(asyncio.CancelledError):
        await download
    over.set()
    assert nothing_beside(into)


async def test_a_server_that_does_not_speak_http_is_refused(site: Site, into: Path) -> None:
    async def banner(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")

    with pytest.raises(InputRejected, match="cannot be read"):
        await downloader().fetch(site.serve("/a", banner), into)


async def test_a_server_without_tls_is_refused_under_https(site: Site, into: Path) -> None:
    with pytest.raises(InputRejected, match="certificate"):
        await downloader().fetch(site.serve("/a", answer(200)).replace("http:", "https:"), into)


async def test_a_closed_port_is_transient(into: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(Transient, match="reached"):
            await downloader().fetch(f"http://127.0.0.1:{closed.getsockname()[1]}/", into)


async def test_a_host_that_does_not_exist_is_refused(into: Path) -> None:
    with pytest.raises(InputRejected, match="does not exist"):
        await downloader(resolver=Names(error=socket.EAI_NONAME)).fetch("http://none.example/", into)


async def test_a_temporary_dns_failure_is_transient(into: Path) -> None:
    with pytest.raises(Transient, match="looked up"):
        await downloader(resolver=Names(error=socket.EAI_AGAIN)).fetch("http://none.example/", into)


async def test_a_name_that_cannot_be_a_host_is_refused(into: Path) -> None:
    with pytest.raises(InputRejected):
        await downloader().fetch(f"http://{'a' * 64}.example/", into)
