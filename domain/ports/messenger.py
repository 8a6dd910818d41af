"""Tell people something: by Slack, by e-mail."""

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from domain.base import Frozen
from domain.clients.api_key import ApiKey
from domain.job.approval import Actor
from domain.review.review_link import ReviewLink
from domain.webhooks.send_result import SendResult


class Link(Frozen):
    """A button with an address behind it."""

    label: str
    url: str


class Notification(Frozen):
    """What people are told: a title and sentences, each of one line, and where to go.

    `id` is the same for every attempt to send it. `warning` is about the link.
    """

    id: UUID
    title: str
    sentences: tuple[str, ...]
    link: Link | None = None
    warning: str = ""


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
    """Sends messages to one kind of address."""

    async def send(self, address: str, message: Notification) -> SendResult: ...


class ReviewLinks(Protocol):
    """Review links in the database. Errors: Transient."""

    async def add(self, link: ReviewLink, token: str, actor: Actor) -> ReviewLink:
        """Create the link; one of that id gets this token. Return it as it is."""


class KeysOfMakers(Protocol):
    """The stored keys that endpoints were made with. Errors: Transient."""

    async def find(self, key_id: UUID) -> ApiKey | None: ...
