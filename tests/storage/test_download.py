import asyncio
import gzip
import os
import socket
from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from domain.errors import InputRejected, Transient
from storage.download import Downloader
from tests.storage.site import Answer, Asked, Site, answer, dropped, head, rest, running_site

MB = 1024 * 1024
PICTURE = os.urandom(300_000)
LOOPBACK = [ip_network("127.0.0.1/32")]


class Names(AbstractResolver):
    """Knows one answer for every name: addresses, or the error of the look-up."""

    def __init__(self, *addresses: str, error: int | None = None) -> None:
        self.addresses = addresses
        self.error = error

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if self.error is not None:
            raise socket.gaierror(self.error, "look-up failed")
        kinds = {address: socket.AF_INET6 if ":" in address else socket.AF_INET for address in self.addresses}
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=0)
            for address, kind in kinds.items()
            if family in (socket.AF_UNSPEC, kind)
        ]

    async def close(self) -> None:
        pass


def downloader(
    max_bytes: int = MB, timeout_seconds: float = 20, resolver: AbstractResolver | None = None
) -> Downloader:
    return Downloader(LOOPBACK, max_bytes, timeout_seconds, waits_seconds=(0.01, 0.01, 0.01), resolver=resolver)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running_site() as site:
        yield site


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "asset"


def content(file: Path) -> bytes:
    return file.read_bytes()


def nothing_beside(into: Path) -> bool:
    return os.listdir(into.parent) == []


async def test_a_file_is_fetched_with_what_its_server_says(site: Site, into: Path) -> None:
    url = site.serve("/pictures/tea.png", answer(200, PICTURE, Content_Type="Image/PNG; charset=x"))
    downloaded = await downloader().fetch(url, into)
    assert content(into) == PICTURE
    assert downloaded.model_dump() == {
        "url": url,
        "size": len(PICTURE),
        "declared_content_type": "image/png",
        "name": "tea.png",
    }


async def test_a_name_in_the_answer_is_only_a_name(site: Site, into: Path) -> None:
    url = site.serve("/x", answer(200, b"x", Content_Disposition='attachment; filename="../../etc/t\x7fea.png"'))
    assert (await downloader().fetch(url, into)).name == "tea.png"


async def test_redirects_are_followed_to_where_the_file_is(site: Site, into: Path) -> None:
    final = site.serve("/c/tea.png", answer(200, PICTURE))
    site.serve("/b", answer(307, Location="c/tea.png"))
    assert (await downloader().fetch(site.serve("/a", answer(302, Location="/b")), into)).url == final


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://10.0.0.5/a.png", r"address 10\.0\.0\.5 is not public"),
        ("http://[::1]/a.png", "address ::1 is not public"),
        ("http://169.254.169.254/latest/meta-data", "not public"),
        ("file:///etc/passwd", "redirects wrongly"),
        ("http://user:pw@example.com/", "redirects wrongly"),
        ("http://[", "redirects wrongly"),
        ("/a", "more than 5 times"),
    ],
)
async def test_a_redirect_is_held_to_the_same_rules(site: Site, into: Path, location: str, words: str) -> None:
    with pytest.raises(InputRejected, match=words):
        await downloader().fetch(site.serve("/a", answer(302, Location=location)), into)
    assert nothing_beside(into)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "2130706433",
        "127.1",
        "0x7f000001",
        "0177.0.0.1",
    ],
)
async def test_this_machine_is_not_reached_however_it_is_written(site: Site, into: Path, host: str) -> None:
    site.serve("/a", answer(200, PICTURE))
    strict = Downloader([], MB, 20, waits_seconds=())
    with pytest.raises(InputRejected):
        await strict.fetch(f"http://{host}:{site.port}/a", into)
    assert site.asked == []
    assert nothing_beside(into)


@pytest.mark.parametrize("address", ["10.0.0.5", "169.254.169.254", "::1", "fd00:ec2::254"])
async def test_a_public_name_that_leads_to_a_private_address_is_refused(into: Path, address: str) -> None:
    with pytest.raises(InputRejected, match="not public"):
        await downloader(resolver=Names(address)).fetch("http://rebound.example/a", into)


async def test_a_name_that_leads_to_two_private_addresses_is_refused(into: Path) -> None:
    with pytest.raises(InputRejected, match="not public"):
        await downloader(resolver=Names("10.0.0.5", "::1")).fetch("http://rebound.example/a", into)


async def test_an_exempt_address_is_reached_under_any_name(site: Site, into: Path) -> None:
    site.serve("/a", answer(200, PICTURE))
    names = Names("127.0.0.1")
    assert (await downloader(resolver=names).fetch(f"http://inside.example:{site.port}/a", into)).size == 300_000


async def test_a_proxy_of_the_environment_is_not_used(site: Site, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert (await downloader().fetch(site.serve("/a", answer(200, PICTURE)), into)).size == len(PICTURE)


@pytest.mark.parametrize("status", [204, 304, 400, 401, 403, 404, 410, 451])
async def test_a_refusal_is_final_and_says_the_status(site: Site, into: Path, status: int) -> None:
    with pytest.raises(InputRejected, match=f"answered {status}"):
        await downloader().fetch(site.serve("/a", answer(status)), into)
    assert len(site.asked) == 1
    assert nothing_beside(into)


async def test_a_message_shows_no_secret(site: Site, into: Path) -> None:
    with pytest.raises(InputRejected) as rejected:
        await downloader().fetch(site.serve("/a?token=s3cret", answer(404)), into)
    assert "/a?… answered 404" in rejected.value.message
    assert "s3cret" not in rejected.value.message


async def test_a_server_that_recovers_is_asked_again(site: Site, into: Path) -> None:
    url = site.serve("/a", answer(503), answer(500), answer(200, PICTURE))
    assert (await downloader().fetch(url, into)).size == len(PICTURE)


async def test_a_server_that_does_not_recover_is_left_after_four_tries(site: Site, into: Path) -> None:
    with pytest.raises(Transient, match="answered 503"):
        await downloader().fetch(site.serve("/a", answer(503)), into)
    assert len(site.asked) == 4


async def test_a_server_that_says_when_is_not_pressed(site: Site, into: Path) -> None:
    with pytest.raises(Transient) as later:
        await downloader().fetch(site.serve("/a", answer(429, Retry_After=30)), into)
    assert later.value.retry_after is not None
    assert later.value.retry_after.total_seconds() == 30
    assert len(site.asked) == 1


async def test_a_dropped_download_goes_on_where_it_was(site: Site, into: Path) -> None:
    film = os.urandom(3 * MB)
    url = site.serve("/a", dropped(film, 2 * MB, ETag='"v1"'), rest(film, '"v1"'))
    assert (await downloader(max_bytes=3 * MB).fetch(url, into)).size == len(film)
    assert content(into) == film
    start = int(site.asked[1].headers["range"].removeprefix("bytes=").removesuffix("-"))
    assert MB < start <= 2 * MB


async def test_a_small_file_that_is_cut_off_goes_on_where_it_was(site: Site, into: Path) -> None:
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
async def test_a_dropped_download_starts_over_when_the_server_cannot_go_on(
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
async def test_a_wrong_part_is_not_joined(site: Site, into: Path, wrong: Answer) -> None:
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


async def test_a_file_that_says_it_is_too_large_is_not_begun(site: Site, into: Path) -> None:
    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, Content_Length=MB + 1))
        await writer.drain()

    with pytest.raises(InputRejected, match="larger than 1 MB"):
        await downloader().fetch(site.serve("/a", send), into)
    assert nothing_beside(into)


async def test_a_file_that_does_not_say_its_size_is_stopped(site: Site, into: Path) -> None:
    sent: list[int] = []
    with pytest.raises(InputRejected, match="larger than"):
        await downloader(max_bytes=100_000).fetch(site.serve("/a", endless(sent)), into)
    assert sum(sent) < 10_000_000
    assert nothing_beside(into)


async def test_a_file_of_exactly_the_limit_is_fetched(site: Site, into: Path) -> None:
    url = site.serve("/a", answer(200, PICTURE))
    assert (await downloader(max_bytes=len(PICTURE)).fetch(url, into)).size == len(PICTURE)


async def test_a_bomb_is_stopped_at_its_unpacked_size(site: Site, into: Path) -> None:
    bomb = gzip.compress(bytes(50 * MB))
    with pytest.raises(InputRejected, match="larger than 1 MB"):
        await downloader().fetch(site.serve("/a", answer(200, bomb, Content_Encoding="gzip")), into)
    assert nothing_beside(into)


async def test_a_compressed_answer_is_unpacked(site: Site, into: Path) -> None:
    url = site.serve("/a", answer(200, gzip.compress(PICTURE), Content_Encoding="gzip"))
    assert (await downloader().fetch(url, into)).size == len(PICTURE)
    assert content(into) == PICTURE


@pytest.mark.parametrize("coding", ["compress", "br", "gzip, gzip"])
async def test_an_unknown_compression_is_refused(site: Site, into: Path, coding: str) -> None:
    with pytest.raises(InputRejected, match=r"compressed|cannot be read"):
        await downloader().fetch(site.serve("/a", answer(200, b"x", Content_Encoding=coding)), into)


async def test_a_slow_drip_ends_with_the_time(site: Site, into: Path) -> None:
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


async def test_a_look_up_that_fails_for_now_is_transient(into: Path) -> None:
    with pytest.raises(Transient, match="looked up"):
        await downloader(resolver=Names(error=socket.EAI_AGAIN)).fetch("http://none.example/", into)


async def test_a_name_that_cannot_be_a_host_is_refused(into: Path) -> None:
    with pytest.raises(InputRejected):
        await downloader().fetch(f"http://{'a' * 64}.example/", into)
