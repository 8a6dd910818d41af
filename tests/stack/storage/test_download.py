"""What is fetched, from where, and what is refused."""

from pathlib import Path

import pytest

from domain.errors import InputRejected, Transient
from storage.web.download import Downloader
from tests.stack.storage.downloading import MB, PICTURE, Names, content, downloader, nothing_beside
from tests.stack.storage.web_server import Site, answer


async def test_a_file_is_fetched(site: Site, into: Path) -> None:
    await downloader().fetch(site.serve("/pictures/tea.png", answer(200, PICTURE)), into)
    assert content(into) == PICTURE


async def test_redirects_are_followed_to_where_the_file_is(site: Site, into: Path) -> None:
    site.serve("/c/tea.png", answer(200, PICTURE))
    site.serve("/b", answer(307, Location="c/tea.png"))
    await downloader().fetch(site.serve("/a", answer(302, Location="/b")), into)
    assert content(into) == PICTURE


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
async def test_a_redirect_to_a_refused_url_is_refused(site: Site, into: Path, location: str, words: str) -> None:
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
async def test_a_loopback_address_is_refused_in_every_spelling(site: Site, into: Path, host: str) -> None:
    site.serve("/a", answer(200, PICTURE))
    strict = Downloader([], MB, 20, waits_seconds=())
    with pytest.raises(InputRejected):
        await strict.fetch(f"http://{host}:{site.port}/a", into)
    assert site.asked == []
    assert nothing_beside(into)


@pytest.mark.parametrize("address", ["10.0.0.5", "169.254.169.254", "::1", "fd00:ec2::254"])
async def test_a_public_name_that_resolves_to_a_private_address_is_refused(into: Path, address: str) -> None:
    with pytest.raises(InputRejected, match="not public"):
        await downloader(resolver=Names(address)).fetch("http://rebound.example/a", into)


async def test_a_name_that_resolves_to_two_private_addresses_is_refused(into: Path) -> None:
    with pytest.raises(InputRejected, match="not public"):
        await downloader(resolver=Names("10.0.0.5", "::1")).fetch("http://rebound.example/a", into)


async def test_an_exempt_address_may_be_fetched_under_any_name(site: Site, into: Path) -> None:
    site.serve("/a", answer(200, PICTURE))
    names = Names("127.0.0.1")
    await downloader(resolver=names).fetch(f"http://inside.example:{site.port}/a", into)
    assert content(into) == PICTURE


async def test_a_proxy_of_the_environment_is_not_used(site: Site, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    await downloader().fetch(site.serve("/a", answer(200, PICTURE)), into)
    assert content(into) == PICTURE


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


async def test_a_temporary_failure_is_retried(site: Site, into: Path) -> None:
    url = site.serve("/a", answer(503), answer(500), answer(200, PICTURE))
    await downloader().fetch(url, into)
    assert content(into) == PICTURE


async def test_a_lasting_failure_is_given_up_after_four_attempts(site: Site, into: Path) -> None:
    with pytest.raises(Transient, match="answered 503"):
        await downloader().fetch(site.serve("/a", answer(503)), into)
    assert len(site.asked) == 4


async def test_an_answer_with_retry_after_is_not_retried_at_once(site: Site, into: Path) -> None:
    with pytest.raises(Transient) as later:
        await downloader().fetch(site.serve("/a", answer(429, Retry_After=30)), into)
    assert later.value.retry_after is not None
    assert later.value.retry_after.total_seconds() == 30
    assert len(site.asked) == 1
