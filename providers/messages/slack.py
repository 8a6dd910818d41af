"""Slack's incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks."""

import json
from typing import Any, Final, Self

from domain.errors import Permanent, Transient
from domain.ports.messenger import HttpAnswer, HttpPost, Messenger, Notification
from domain.review.mail import MailServer
from domain.webhooks.send_result import SendOutcome, SendResult

_MAX_HEADER: Final = 150
_NOBODY: Final = frozenset({"no_service", "no_service_id", "no_team", "team_disabled", "channel_is_archived"})
"""What Slack answers when the webhook, its workspace or its channel is no more."""


class SlackMessenger(Messenger):
    """Posts to an incoming webhook of Slack: a channel that the owner of the URL has chosen."""

    def __init__(self, http: HttpPost) -> None:
        self._http = http

    @classmethod
    def from_env(cls, http: HttpPost, _mail_server: MailServer | None) -> Self:
        return cls(http)

    async def send(self, address: str, message: Notification) -> SendResult:
        body = json.dumps(slack_message(message)).encode()
        try:
            answer = await self._http.post(address, {"Content-Type": "application/json"}, body)
        except Transient as error:
            return SendResult(outcome=SendOutcome.FAILED, answer=error.message, retry_after=error.retry_after)
        except Permanent as error:
            return SendResult(outcome=SendOutcome.FAILED, answer=error.message)
        return SendResult(
            outcome=_outcome(answer), status=answer.status, answer=answer.text, retry_after=answer.retry_after
        )


def slack_message(message: Notification) -> dict[str, Any]:
    """Return the message in Slack's Block Kit. What clients wrote is plain text in it, which mentions nobody."""
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": _plain(message.title[:_MAX_HEADER])},
        {"type": "section", "text": _plain("\n".join(message.sentences))},
    ]
    if message.link:
        button: dict[str, Any] = {"type": "button", "style": "primary", "action_id": "open"}
        button |= {"text": _plain(message.link.label), "url": message.link.url}
        blocks.append({"type": "actions", "elements": [button]})
    return {"text": _escaped(message.title), "unfurl_links": False, "blocks": blocks}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _escaped(text: str) -> str:
    """Return the text without Slack's markup: notifications show `text`, where <!channel> would call everybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _outcome(answer: HttpAnswer) -> SendOutcome:
    if 200 <= answer.status < 300:
        return SendOutcome.SENT
    is_gone = answer.status == 410 or answer.text.strip() in _NOBODY
    return SendOutcome.GONE if is_gone else SendOutcome.FAILED
