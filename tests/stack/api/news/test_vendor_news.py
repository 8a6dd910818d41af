"""Vendors' news wake who follows their orders, and change nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from api.container import Container
from db.connections.notifications import ORDERS_CHANNEL, listening
from domain.vendors.vendor_news import VENDOR_NEWS
from tests.stack.api.conftest import Http


@pytest.fixture
async def announced(container: Container) -> AsyncIterator[AsyncIterator[str]]:
    """The vendors that are announced."""

    async def payloads() -> AsyncIterator[str]:
        async for notification in notifications:
            yield notification.payload

    async with listening(container.settings.psycopg_url, channels=(ORDERS_CHANNEL,)) as notifications:
        yield payloads()


async def test_news_of_a_vendor_announce_it(http: Http, announced: AsyncIterator[str]) -> None:
    answer = await http.post(VENDOR_NEWS + "replicate", json={"status": "succeeded", "id": "p1"})

    assert (answer.status_code, answer.content) == (204, b"")
    async with asyncio.timeout(30):
        assert await anext(announced) == "replicate"


async def test_only_vendors_are_announced_and_not_more_often_than_twice_a_second(
    http: Http, announced: AsyncIterator[str]
) -> None:
    names = ["nobody", *["runway"] * 20, "gemini"]

    answers = [await http.post(VENDOR_NEWS + name, content=b"x" * 100_000) for name in names]

    assert {answer.status_code for answer in answers} == {204}
    heard = list[str]()
    async with asyncio.timeout(30):
        while not heard or heard[-1] != "gemini":
            heard.append(await anext(announced))
    assert "nobody" not in heard
    assert heard.count("runway") < 20
