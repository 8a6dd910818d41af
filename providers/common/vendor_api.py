"""Calls of a vendor's API, and what its errors mean by the purpose of the call (design §1.3)."""

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
    """Not made yet. `progress` is from 0 to 1, where the vendor tells it."""

    progress: float | None = None


class Ready(Frozen):
    """Made. `headers` are sent when it is downloaded."""

    url: str
    headers: dict[str, str] = {}


class VendorApi(ABC):
    """A vendor's API with one account. Subclasses send each request once and translate errors by the managers here."""

    account_type: ClassVar[type[VendorAccount]]
    raises: ClassVar[tuple[type[Exception], ...]]
    """What the SDK and its transport raise, also for an answer that cannot be read."""

    def __init__(self, account: VendorAccount, timeout: float = timeouts.VENDOR_CALL) -> None:
        self.account = account
        self.timeout = timeout

    @classmethod
    def from_env(cls, timeout: float = timeouts.VENDOR_CALL) -> Self:
        """Errors: AccountProblem when the environment has no key."""
        return cls(cls.account_type.from_env(), timeout)

    @abstractmethod
    def reply_of(self, error: Exception) -> ErrorReply | None:
        """What the vendor answered; None when there was no answer, or none that can be read."""

    @contextmanager
    def ordering(self) -> Iterator[None]:
        """Inside, an order is sent. Errors: NotAccepted, InputRejected, AccountProblem, OutcomeUnknown."""
        with self._translating(order_error, self._lost_order):
            yield

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Inside, an order is looked at. Errors: Transient, AccountProblem, TakeLost when the vendor has it no more."""
        with self._translating(look_error, self._no_answer):
            yield

    @contextmanager
    def finding(self) -> Iterator[None]:
        """Inside, an order is searched for. Errors: Transient."""
        with self._translating(passing_error, self._no_answer):
            yield

    @contextmanager
    def cancelling(self) -> Iterator[None]:
        """Inside, an order is cancelled; one that is over or gone is no error. Errors: Transient."""
        with suppress(InputRejected), self._translating(cancel_error, self._no_answer):
            yield

    @contextmanager
    def asking(self, *unreadable: type[Exception]) -> Iterator[None]:
        """Inside, something else is asked. `unreadable` is raised by reading an answer that is not what was asked for.

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
        """Without a connection nothing was sent."""
        is_unsent = any(isinstance(each, _NO_CONNECTION) for each in (error, error.__cause__))
        kind = NotAccepted if is_unsent else OutcomeUnknown
        return kind(f"{self.account.vendor} did not answer the order: {_reason(error)}")

    def _no_answer(self, error: Exception) -> GreenlightError:
        return Transient(f"{self.account.vendor} did not answer: {_reason(error)}")


class OrderApi(VendorApi):
    """An API whose orders are looked at until they are done."""

    @abstractmethod
    async def look(self, order_id: str) -> Pending | Ready:
        """Return how the order stands. Errors: Transient, and Permanent when the vendor will not make it."""

    @abstractmethod
    async def cancel(self, order_id: str) -> None:
        """Stop the order if it still runs; one that is over or gone is not an error. Errors: Transient."""


@cache
def tls() -> SSLContext:
    """The trusted certificates: read from disk once, not for every call."""
    return httpx.create_ssl_context()


def data_url(content: bytes, content_type: str = "image/jpeg") -> str:
    """The picture inside the request itself."""
    return f"data:{content_type};base64,{b64encode(content).decode()}"


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "the answer cannot be read"
    cause = error.__cause__ or error
    return str(cause) or type(cause).__name__
