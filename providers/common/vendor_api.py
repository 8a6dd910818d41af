"""Call a vendor's API, and translate its errors to ours.

The same answer means another thing for each purpose of a call: to order, to look, to find, or to cancel.
"""

from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from ssl import SSLContext
from typing import ClassVar, Self

import aiohttp
import httpx
import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain import timeouts
from domain.base import Frozen
from domain.errors import (
    AccountProblem,
    GreenlightError,
    InputRejected,
    NotAccepted,
    OutcomeUnknown,
    TakeLost,
    Transient,
)
from domain.ports.video_and_image import OnStates, Output, Pending
from providers.common.pace import Pace
from providers.common.settings import VendorAccount

_PASSING = {408, 409, 425, 429}
_ACCOUNT = {401, 402, 403, 404}
_NOT_ACCEPTED = {429, 503}
_GONE = {404, 410}
_OVER = {400, 404, 409, 410}
_NO_CONNECTION = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    aiohttp.ClientConnectorError,
)


LOOKS_PER_SECOND = 2.0
"""Requests that only look at orders, to one vendor from one process."""


class Created(BaseModel):
    """An answer that names an order, without the fields that are not used here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1)


class ErrorReply(Frozen):
    """A vendor's error, in its words.

    `is_account`: only the account's owner can help, whatever the status. `is_input`: it is about what was ordered.
    """

    status: int
    words: str
    retry_after: timedelta | None = None
    is_account: bool = False
    is_input: bool = False


KEEP_CONNECTION = 30.0
"""Seconds for which an idle connection is kept. Servers and load balancers close theirs after a minute or more."""


class VendorApi(ABC):
    """A vendor's API with one account. Subclasses send each request once, inside one of the context managers below.

    Connections are kept in one event loop, from the first request until `close`. Only an order has one of its own: a
    vendor that closes a kept connection just when a request is sent leaves it in doubt whether the request arrived.
    """

    account_type: ClassVar[type[VendorAccount]]
    raises: ClassVar[tuple[type[Exception], ...]]
    """The errors of the SDK and its transport, also for an answer that cannot be read."""

    def __init__(self, account: VendorAccount, timeout: float = timeouts.VENDOR_CALL) -> None:
        self.account = account
        self.timeout = timeout

    @classmethod
    def from_env(cls, timeout: float = timeouts.VENDOR_CALL) -> Self:
        """Errors: AccountProblem when the environment has no key."""
        return cls(cls.account_type.from_env(), timeout)

    async def close(self) -> None:
        """Close the kept connections. Later requests open new ones."""
        return

    @abstractmethod
    def reply_of(self, error: Exception) -> ErrorReply | None:
        """Return the vendor's error reply; None when there was no answer, or none that can be read."""

    def ordering(self) -> AbstractContextManager[None]:
        """For sending an order. Errors: NotAccepted, InputRejected, AccountProblem, OutcomeUnknown."""
        return self._translating(_order_error, self._lost_order)

    def looking(self) -> AbstractContextManager[None]:
        """For a look at an order. Errors: Transient, AccountProblem, TakeLost when the vendor has it no more."""
        return self._translating(_look_error)

    def finding(self) -> AbstractContextManager[None]:
        """For a search for an order. Errors: Transient."""
        return self._translating(_passing_error)

    @contextmanager
    def cancelling(self) -> Iterator[None]:
        """For cancelling an order; one that is over or gone is no error. Errors: Transient."""
        with suppress(InputRejected), self._translating(_cancel_error):
            yield

    def asking(self, *unreadable: type[Exception]) -> AbstractContextManager[None]:
        """For any other request. `unreadable` are errors of reading an answer that has another form than expected.

        Errors: Transient, InputRejected, AccountProblem.
        """
        return self._translating(lambda error, _: error, unreadable=unreadable)

    @contextmanager
    def _translating(
        self,
        adapt: Callable[[GreenlightError, ErrorReply], GreenlightError],
        lost: Callable[[Exception], GreenlightError] | None = None,
        unreadable: tuple[type[Exception], ...] = (),
    ) -> Iterator[None]:
        try:
            yield
        except (*self.raises, *unreadable) as error:
            reply = self.reply_of(error)
            if reply:
                raise adapt(self._error_of(reply), reply) from error
            if lost:
                raise lost(error) from error
            raise Transient(f"{self.account.vendor} did not answer: {_reason(error)}") from error

    def _error_of(self, reply: ErrorReply) -> GreenlightError:
        message = f"{self.account.vendor} answered {reply.status}: {reply.words}"
        if not reply.is_account and (reply.status >= 500 or reply.status in _PASSING):
            return Transient(message, retry_after=reply.retry_after)
        if reply.is_account or (reply.status in _ACCOUNT and not reply.is_input):
            return AccountProblem(f"{message.removesuffix('.')}. {self.account.fix}")
        return InputRejected(message)

    def _lost_order(self, error: Exception) -> GreenlightError:
        """Return NotAccepted if there was no connection, over which nothing can have been sent, else OutcomeUnknown."""
        is_unsent = any(isinstance(each, _NO_CONNECTION) for each in (error, error.__cause__))
        kind = NotAccepted if is_unsent else OutcomeUnknown
        return kind(f"{self.account.vendor} did not answer the order: {_reason(error)}")


class OrderApi(VendorApi):
    """An API whose orders are looked at until they are done, at the `pace` of its vendor."""

    def __init__(self, account: VendorAccount, timeout: float = timeouts.VENDOR_CALL) -> None:
        super().__init__(account, timeout)
        self.pace = Pace(LOOKS_PER_SECOND)

    @abstractmethod
    async def look(self, order_id: str) -> Pending | Output:
        """Return how the order stands. Errors: Transient, and Permanent when the vendor will not make it."""

    def is_of_all(self, error: Transient) -> bool:
        """Return whether the vendor gave no answer, or none now (429, 503): other orders would fare no better."""
        cause = error.__cause__
        reply = self.reply_of(cause) if isinstance(cause, Exception) else None
        return reply.status in _NOT_ACCEPTED if reply else cause is not None

    async def look_at_many(self, order_ids: Sequence[str], on_states: OnStates) -> Mapping[str, Pending | None]:  # noqa: ARG002
        """Ask about the orders in fewer requests than one for each, if that is possible.

        `on_states` receives what each answer says. Return what is known: Pending, or None for an order that has ended.
        What is missing is to be looked at alone. Errors: Transient, and Permanent when the vendor refuses the question.
        """
        return {}

    @abstractmethod
    async def cancel(self, order_id: str) -> None:
        """Stop the order if it still runs; one that is over or gone is not an error. Errors: Transient."""


@cache
def tls() -> SSLContext:
    """Return the trusted certificates, read from disk once and not for every call."""
    return httpx.create_ssl_context()


def data_url(content: bytes, content_type: str = "image/jpeg") -> str:
    """Return a picture as a URL that holds it."""
    return f"data:{content_type};base64,{b64encode(content).decode()}"


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return the Retry-After header, seconds or a date (RFC 9110 §10.2.3); None if it is missing or unreadable."""
    text = headers.get("retry-after", "").strip()
    try:
        return max(timedelta(0), timedelta(seconds=float(text)))
    except (ValueError, OverflowError):
        pass
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(timedelta(0), at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC))


def _order_error(error: GreenlightError, reply: ErrorReply) -> GreenlightError:
    """Only 429 and 503 say that an order was not taken and may be sent again."""
    if not isinstance(error, Transient) and reply.status >= 400:
        return error
    kind = NotAccepted if reply.status in _NOT_ACCEPTED else OutcomeUnknown
    return kind(error.message, retry_after=reply.retry_after)


def _look_error(error: GreenlightError, reply: ErrorReply) -> GreenlightError:
    """A look at an order holds no content that could be rejected."""
    if reply.status in _GONE:
        return TakeLost(
            f"the vendor does not know this order any more: {reply.words}; regenerate the scene to make it again"
        )
    return _passing_error(error, reply) if isinstance(error, InputRejected) else error


def _cancel_error(error: GreenlightError, reply: ErrorReply) -> GreenlightError:
    """Return InputRejected when the order is over or gone, else Transient."""
    if reply.status in _OVER or isinstance(error, InputRejected):
        return InputRejected(error.message)
    return _passing_error(error, reply)


def _passing_error(error: GreenlightError, reply: ErrorReply) -> GreenlightError:
    return Transient(error.message, retry_after=reply.retry_after)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "the answer cannot be read"
    cause = error.__cause__ or error
    return str(cause) or type(cause).__name__
