"""Slack's message that asks for a review, at a server on this machine that answers as Slack does."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from domain.errors import AddressNotAllowed, Transient
from domain.ports.messenger import HttpAnswer, HttpPost
from domain.webhooks.send_result import SendOutcome
from providers.messages.slack import SlackMessenger, slack_message
from tests.harness.servers.http_server import served
from tests.unit.providers.messages.messages import TITLE, URL, message


class PlainPost(HttpPost):
    """Sends what it is given, anywhere."""

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> HttpAnswer:
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
            return HttpAnswer(status=answer.status, text=await answer.text())


class FailingPost(HttpPost):
    def __init__(self, error: Exception) -> None:
        self._error = error

    async def post(self, *_: object) -> HttpAnswer:
        raise self._error


@dataclass
class Channel:
    url: str = ""
    status: int = 200
    answer: str = "ok"
    posts: list[dict[str, Any]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        assert request.content_type == "application/json"
        self.posts.append(json.loads(await request.read()))
        return web.Response(status=self.status, text=self.answer)


@asynccontextmanager
async def running_channel(status: int, answer: str) -> AsyncIterator[Channel]:
    channel = Channel(status=status, answer=answer)
    app = web.Application()
    app.router.add_post("/services/T0/B0/x", channel.handle)
    async with served(app) as url:
        channel.url = f"{url}/services/T0/B0/x"
        yield channel


async def test_a_channel_gets_the_products_name_the_facts_and_a_button_with_the_link() -> None:
    async with running_channel(200, "ok") as channel:
        result = await SlackMessenger(PlainPost()).send(channel.url, message())

    assert (result.outcome, result.status, result.answer) == (SendOutcome.SENT, 200, "ok")
    header, section, actions = channel.posts[0]["blocks"]
    assert header["text"]["text"] == TITLE
    assert "5 scenes, 20 seconds, revision 2. Filming it costs $2.40." in section["text"]["text"]
    assert actions["elements"][0]["url"] == URL
    assert channel.posts[0]["unfurl_links"] is False


def test_a_title_mentions_nobody() -> None:
    sent = slack_message(message(title="<!channel> & <https://evil.example|tea>"))

    assert "<" not in sent["text"]
    assert {block["text"]["type"] for block in sent["blocks"] if "text" in block} == {"plain_text"}


def test_a_message_without_a_link_has_no_button() -> None:
    assert "button" not in json.dumps(slack_message(message(link=None)))


def test_a_long_title_fits_slacks_limits() -> None:
    sent = slack_message(message(title="tea " * 200))

    assert len(sent["blocks"][0]["text"]["text"]) <= 150


@pytest.mark.parametrize(
    ("status", "answer", "outcome"),
    [
        (410, "channel_is_archived", SendOutcome.GONE),
        (404, "no_service", SendOutcome.GONE),
        (404, "channel_not_found", SendOutcome.FAILED),
        (429, "rate_limited", SendOutcome.FAILED),
        (400, "invalid_payload", SendOutcome.FAILED),
        (500, "rollup_error", SendOutcome.FAILED),
    ],
)
async def test_slacks_answer_says_whether_it_is_worth_trying_again(
    status: int, answer: str, outcome: SendOutcome
) -> None:
    async with running_channel(status, answer) as channel:
        result = await SlackMessenger(PlainPost()).send(channel.url, message())

    assert (result.outcome, result.status, result.answer) == (outcome, status, answer)


@pytest.mark.parametrize("error", [Transient("it does not answer"), AddressNotAllowed("10.0.0.1 is not public")])
async def test_an_address_that_is_not_reached_is_tried_again(error: Exception) -> None:
    result = await SlackMessenger(FailingPost(error)).send("https://hooks.slack.com/services/x", message())

    assert (result.outcome, result.answer) == (SendOutcome.FAILED, str(error))
