"""What is posted reaches public addresses alone, in bounded time, and only the beginning of an answer is kept."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network

import pytest

from domain.errors import AddressNotAllowed, InputRejected, Transient
from domain.ports.messenger import HttpAnswer
from storage.web.http_post import CheckedPost
from tests.stack.storage.downloading import LOOPBACK, Names
from tests.stack.storage.forbidden_addresses import ELSEWHERE, THIS_MACHINE
from tests.stack.storage.opened_sockets import opened_sockets
from tests.stack.storage.test_forbidden_addresses import KnownNames, Listener, listener
from tests.stack.storage.web_server import Answer, Asked, Site, answer, dropped, head

__all__ = ["listener"]

SHORT = 0.5


async def post(url: str, seconds: float = 20) -> HttpAnswer:
    return await CheckedPost(LOOPBACK, seconds).post(url, {"X-Test": "yes"}, b"{}")


def strict() -> CheckedPost:
    return CheckedPost([], 20, KnownNames())


async def silence(_: Asked, __: asyncio.StreamWriter) -> None:
    """Take the request and say nothing."""
    await asyncio.sleep(60)


def drip(first: bytes) -> Answer:
    """Send a byte every now and then, without end."""

    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    return send


@pytest.mark.parametrize("url", THIS_MACHINE)
async def test_nothing_is_posted_to_this_machine(listener: Listener, url: str) -> None:
    with opened_sockets() as opened, pytest.raises((InputRejected, Transient)):
        await strict().post(url.format(port=listener.port), {}, b"{}")
    assert not listener.is_reached()
    assert opened == []


@pytest.mark.parametrize("url", ELSEWHERE)
async def test_no_socket_is_opened_to_post_to_an_address_that_is_not_public(url: str) -> None:
    with opened_sockets() as opened, pytest.raises((InputRejected, Transient)):
        await strict().post(url, {}, b"{}")
    assert opened == []


async def test_a_name_that_leads_into_a_private_network_is_refused_without_telling_where() -> None:
    with opened_sockets() as opened, pytest.raises(AddressNotAllowed) as refused:
        await CheckedPost([ip_network("127.0.0.1/32")], 20, Names("10.0.0.5")).post("http://a.example/", {}, b"")
    assert opened == []
    assert "10.0.0.5" not in refused.value.message


async def test_a_redirect_is_an_answer_and_is_not_followed(site: Site) -> None:
    aim = site.serve("/aim", answer(200))
    start = site.serve("/start", answer(307, Location=aim))

    assert (await post(start)).status == 307
    assert [asked.path for asked in site.asked] == ["/start"]


@pytest.mark.parametrize(
    "slow", [silence, drip(b"HTTP/1.1 200 OK\r\nX: "), drip(head(200)), drip(head(200, Content_Length=900))]
)
async def test_a_receiver_that_does_not_end_its_answer_is_left_in_time(site: Site, slow: Answer) -> None:
    began = time.monotonic()
    with pytest.raises(Transient, match="within"):
        await post(site.serve("/slow", slow), SHORT)
    assert time.monotonic() - began < 10 * SHORT


async def test_only_the_beginning_of_an_answer_is_read(site: Site) -> None:
    found = await post(site.serve("/long", answer(200, b"a" * 50_000_000)))
    assert (found.status, found.text) == (200, "a" * 1_000)


@pytest.mark.parametrize("broken", [dropped(b"a" * 500, 100), dropped(b"a" * 500, 0)])
async def test_an_answer_that_breaks_off_is_none(site: Site, broken: Answer) -> None:
    with pytest.raises(Transient, match="was lost"):
        await post(site.serve("/broken", broken))


async def test_a_port_at_which_nobody_listens_is_tried_again_later() -> None:
    with pytest.raises(Transient, match="takes no connection"):
        await post("http://127.0.0.1:9/")


@pytest.mark.parametrize(
    ("written", "asked_for"),
    [
        ("120", timedelta(minutes=2)),
        ("99999999999999999999", timedelta(seconds=999_999_999)),
        ("soon", None),
        ("-1", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", timedelta()),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00 +99999999999999999999", None),
        ("", None),
    ],
)
async def test_a_retry_after_is_read_where_it_can_be(site: Site, written: str, asked_for: timedelta | None) -> None:
    found = await post(site.serve("/busy", answer(503, Retry_After=written)))
    assert found.retry_after == asked_for


async def test_a_retry_after_may_be_a_date(site: Site) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    found = await post(site.serve("/busy", answer(503, Retry_After=format_datetime(later, usegmt=True))))
    assert found.retry_after
    assert timedelta(minutes=55) < found.retry_after <= timedelta(hours=1)


async def test_what_arrives_is_what_was_posted(site: Site) -> None:
    await post(site.serve("/a", answer(204)))
    (asked,) = site.asked
    assert (asked.headers["x-test"], asked.headers["content-length"]) == ("yes", "2")
