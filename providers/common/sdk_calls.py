"""Calls of a vendor's SDK, and what its answers mean when money is asked for, and when it is not (design §1.3)."""

from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from ssl import SSLContext
from typing import ClassVar

import httpx
from pydantic import ValidationError

from domain.base import Frozen
from domain.errors import GreenlightError, NotAccepted, OutcomeUnknown, Permanent, TakeLost, Transient
from providers.common.http_errors import ErrorOf, error_of, order_error_of

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout)


class Answer(Frozen):
    """An error that the vendor answered with, in its words."""

    status: int
    words: str
    retry_after: timedelta | None = None


class VendorCalls(ABC):
    """One vendor's errors, told as ours. `fix` says what to change when the account is the problem."""

    vendor: ClassVar[str]
    fix: ClassVar[str]
    sdk_error: ClassVar[type[Exception]]
    """The base of what the SDK raises; a lost connection has httpx's own error as its cause."""

    @abstractmethod
    def answer_of(self, error: Exception) -> Answer | None:
        """What the vendor answered; None when there was no answer."""

    def error_from(self, answer: Answer, error_of: ErrorOf) -> GreenlightError:
        """What an answer means. A vendor that says things in ways of its own overrides this."""
        return error_of(self.vendor, answer.status, answer.words, self.fix, answer.retry_after)

    @contextmanager
    def ordering(self) -> Iterator[None]:
        """Inside, an order is sent, once. Errors: NotAccepted, InputRejected, AccountProblem, OutcomeUnknown."""
        try:
            yield
        except self.sdk_error as error:
            raise self._about_the_order(error) from error
        except ValidationError as error:
            raise OutcomeUnknown(f"{self.vendor} answered the order with something that cannot be read") from error

    @contextmanager
    def asking(self, *passing: type[Permanent]) -> Iterator[None]:
        """Inside, something is asked that costs nothing. Time is given to errors of the kinds `passing`.

        Errors: Transient, InputRejected, AccountProblem, TakeLost when what is asked for is not there.
        """
        try:
            yield
        except self.sdk_error as error:
            told = self._about_the_question(error)
            raise (Transient(told.message) if isinstance(told, passing) else told) from error
        except ValidationError as error:
            raise Transient(f"{self.vendor} answered something that cannot be read") from error

    def _about_the_order(self, error: Exception) -> GreenlightError:
        answer = self.answer_of(error)
        if answer is None:
            kind = NotAccepted if isinstance(error.__cause__, _NEVER_SENT) else OutcomeUnknown
            return kind(f"{self.vendor} did not answer the order: {_cause(error)}")
        return self.error_from(answer, order_error_of)

    def _about_the_question(self, error: Exception) -> GreenlightError:
        answer = self.answer_of(error)
        if answer is None:
            return Transient(f"{self.vendor} did not answer: {_cause(error)}")
        if answer.status == 404:
            return TakeLost(f"{self.vendor} does not know this order any more: {answer.words}; order it anew")
        return self.error_from(answer, error_of)


@cache
def tls() -> SSLContext:
    """Whom to trust: read from disk once, not for every look."""
    return httpx.create_ssl_context()


def data_url(jpeg: bytes) -> str:
    """The picture inside the request itself."""
    return f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"


def _cause(error: Exception) -> str:
    cause = error.__cause__ or error
    return str(cause) or type(cause).__name__
