"""A vendor's HTTP errors as our kinds of error, by the purpose of the request."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

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

_PASSING = {408, 409, 425, 429}
_ACCOUNT = {401, 402, 403, 404}
_NOT_ACCEPTED = {429, 503}
_GONE = {404, 410}
_OVER = {404, 409, 410}


class ErrorReply(Frozen):
    """A vendor's error, in its words. `is_account`: only the account's owner can help, whatever the status."""

    status: int
    words: str
    retry_after: timedelta | None = None
    is_account: bool = False


def error_of(vendor: str, reply: ErrorReply, fix: str) -> GreenlightError:
    """Return AccountProblem, Transient or InputRejected. `fix` says what to check in the account."""
    message = f"{vendor} answered {reply.status}: {reply.words}"
    if not reply.is_account and (reply.status >= 500 or reply.status in _PASSING):
        return Transient(message, retry_after=reply.retry_after)
    if reply.is_account or reply.status in _ACCOUNT:
        return AccountProblem(f"{message}. {fix}")
    return InputRejected(message)


def order_error(error: GreenlightError, reply: ErrorReply) -> GreenlightError:
    """Return the error of an order. Only 429 and 503 say that it was not taken and may be sent again (design §1.3)."""
    if not isinstance(error, Transient) and reply.status >= 400:
        return error
    kind = NotAccepted if reply.status in _NOT_ACCEPTED else OutcomeUnknown
    return kind(error.message, retry_after=reply.retry_after)


def look_error(error: GreenlightError, reply: ErrorReply) -> GreenlightError:
    """Return the error of a look at an order, which holds no content that could be rejected."""
    if reply.status in _GONE:
        return TakeLost(f"{error.message}; the order is gone, regenerate the scene to make it again")
    return passing_error(error, reply) if isinstance(error, InputRejected) else error


def cancel_error(error: GreenlightError, reply: ErrorReply) -> GreenlightError:
    """Return the error of a cancellation: InputRejected when the order is over or gone, else Transient."""
    if reply.status in _OVER or isinstance(error, InputRejected):
        return InputRejected(error.message)
    return passing_error(error, reply)


def passing_error(error: GreenlightError, reply: ErrorReply) -> GreenlightError:
    """Return a Transient error, for requests of which any failure may pass."""
    return Transient(error.message, retry_after=reply.retry_after)


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
