"""Tell people that a storyboard waits for them: by Slack, by e-mail."""

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.base import Frozen
from domain.review_link import Permission


class ReviewRequest(Frozen):
    """A storyboard that waits for review, and the address of the review link that opens it.

    `id` is the same for every attempt to send it. `estimate` is in US dollars, None if unknown; it is shown only if
    `show_cost`.
    """

    id: UUID
    product: str
    revision: int
    scenes: int
    seconds: float
    show_cost: bool
    estimate: Decimal | None
    permission: Permission
    url: str


class SendOutcome(StrEnum):
    """`gone`: the receiver says that there is nobody any more, so nothing is to be sent there again."""

    SENT = "sent"
    FAILED = "failed"
    REFUSED = "refused"
    GONE = "gone"


class SendResult(Frozen):
    """What an attempt to send came to. `answer` is what the receiver said, or why it was not reached.

    A `failed` attempt is made again, after `retry_after` at the earliest; one that was `refused` is not.
    """

    outcome: SendOutcome
    status: int | None = None
    answer: str = ""
    retry_after: timedelta | None = None


class HttpAnswer(Frozen):
    """An HTTP answer: its status, the beginning of its body, and its Retry-After."""

    status: int
    text: str = ""
    retry_after: timedelta | None = None


class HttpPost(Protocol):
    """Sends HTTP POST requests to addresses that are allowed, without following redirects."""

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> HttpAnswer:
        """Errors: AddressNotAllowed, InputRejected for a URL that nothing can be sent to; Transient."""


class Messenger(Protocol):
    """Sends review requests to one kind of address."""

    async def send(self, address: str, request: ReviewRequest) -> SendResult: ...
