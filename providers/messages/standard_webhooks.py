"""Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md."""

from datetime import UTC, datetime
from typing import Final

from standardwebhooks import Webhook

from domain.errors import Permanent, Transient
from domain.ports.messenger import HttpPost
from domain.ports.webhooks import EndpointSender, ToSend
from domain.webhooks.body import body_of
from domain.webhooks.send_result import SendOutcome, SendResult

_GONE: Final = 410


class WebhookSender(EndpointSender):
    """Posts signed events. `base_url` is where receivers reach the API."""

    def __init__(self, http: HttpPost, base_url: str) -> None:
        self._http = http
        self._base_url = base_url

    async def send(self, to_send: ToSend) -> SendResult:
        endpoint, delivery, now = to_send
        body = body_of(delivery, self._base_url)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": delivery.message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signatures(endpoint.secrets(now), delivery.message_id, now, body),
        }
        try:
            answer = await self._http.post(endpoint.target, headers, body.encode())
        except Transient as error:
            return SendResult(outcome=SendOutcome.FAILED, answer=error.message, retry_after=error.retry_after)
        except Permanent as error:  # the name may have another address later
            return SendResult(outcome=SendOutcome.FAILED, answer=error.message)
        return SendResult(
            outcome=_outcome(answer.status), status=answer.status, answer=answer.text, retry_after=answer.retry_after
        )


def signatures(secrets: tuple[str, ...], message_id: str, now: datetime, body: str) -> str:
    """Return the signatures by these secrets, the newest first."""
    # The library takes the hour as it is written for that of UTC.
    when = now.astimezone(UTC)
    return " ".join(Webhook(secret).sign(message_id, when, body) for secret in secrets)


def _outcome(status: int) -> SendOutcome:
    if 200 <= status < 300:
        return SendOutcome.SENT
    return SendOutcome.GONE if status == _GONE else SendOutcome.FAILED
