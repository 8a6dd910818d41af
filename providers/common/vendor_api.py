"""Calls of a vendor's API, and its errors as ours by the purpose of the call (design §1.3)."""

from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from ssl import SSLContext
from typing import ClassVar, Self

import aiohttp
import httpx
import httpx2
from pydantic import ValidationError

from domain import timeouts
from domain.base import Frozen
from domain.errors import GreenlightError, InputRejected, NotAccepted, OutcomeUnknown, Transient
from providers.common.http_errors import (
    ErrorReply,
    cancel_error,
    error_of,
    look_error,
    order_error,
    passing_error,
)
from providers.common.settings import VendorAccount

_NO_CONNECTION = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    aiohttp.ClientConnectorError,
)


class Pending(Frozen):
    """Not made yet. `progress` is from 0 to 1, None if the vendor does not tell it."""

    progress: float | None = None


class Output(Frozen):
    """Where the vendor's output is downloaded from, sending these `headers`."""

    url: str
    headers: dict[str, str] = {}


class VendorApi(ABC):
    """A vendor's API with one account. Subclasses send each request once, inside one of the context managers below."""

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

    @abstractmethod
    def reply_of(self, error: Exception) -> ErrorReply | None:
        """Return the vendor's error reply; None when there was no answer, or none that can be read."""

    @contextmanager
    def ordering(self) -> Iterator[None]:
        """For sending an order. Errors: NotAccepted, InputRejected, AccountProblem, OutcomeUnknown."""
        with self._translating(order_error, self._lost_order):
            yield

    @contextmanager
    def looking(self) -> Iterator[None]:
        """For a look at an order. Errors: Transient, AccountProblem, TakeLost when the vendor has it no more."""
        with self._translating(look_error, self._no_answer):
            yield

    @contextmanager
    def finding(self) -> Iterator[None]:
        """For a search for an order. Errors: Transient."""
        with self._translating(passing_error, self._no_answer):
            yield

    @contextmanager
    def cancelling(self) -> Iterator[None]:
        """For cancelling an order; one that is over or gone is no error. Errors: Transient."""
        with suppress(InputRejected), self._translating(cancel_error, self._no_answer):
            yield

    @contextmanager
    def asking(self, *unreadable: type[Exception]) -> Iterator[None]:
        """For any other request. `unreadable` are errors of reading an answer that has another form than expected.

        Errors: Transient, InputRejected, AccountProblem.
        """
        with self._translating(lambda error, _: error, self._no_answer, unreadable):
            yield

    @contextmanager
    def _translating(
        self,
        adapt: Callable[[GreenlightError, ErrorReply], GreenlightError],
        lost: Callable[[Exception], GreenlightError],
        unreadable: tuple[type[Exception], ...] = (),
    ) -> Iterator[None]:
        try:
            yield
        except (*self.raises, *unreadable) as error:
            reply = self.reply_of(error)
            if reply is None:
                raise lost(error) from error
            raise adapt(error_of(self.account.vendor, reply, self.account.fix), reply) from error

    def _lost_order(self, error: Exception) -> GreenlightError:
        """Return NotAccepted if there was no connection, over which nothing can have been sent, else OutcomeUnknown."""
        is_unsent = any(isinstance(each, _NO_CONNECTION) for each in (error, error.__cause__))
        kind = NotAccepted if is_unsent else OutcomeUnknown
        return kind(f"{self.account.vendor} did not answer the order: {_reason(error)}")

    def _no_answer(self, error: Exception) -> GreenlightError:
        return Transient(f"{self.account.vendor} did not answer: {_reason(error)}")


class OrderApi(VendorApi):
    """An API whose orders are polled until they are done."""

    @abstractmethod
    async def look(self, order_id: str) -> Pending | Output:
        """Return how the order stands. Errors: Transient, and Permanent when the vendor will not make it."""

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


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "the answer cannot be read"
    cause = error.__cause__ or error
    return str(cause) or type(cause).__name__
