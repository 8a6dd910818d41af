"""A vendor's HTTP answers, in our three kinds of error (spec §7). What only one vendor says stands in its adapter."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

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
_NOT_TAKEN = {429, 503}

ErrorOf = Callable[[str, int, str, str, timedelta | None], GreenlightError]
"""`error_of`, `order_error_of` or `look_error_of`."""


def error_of(vendor: str, status: int, words: str, fix: str, retry_after: timedelta | None = None) -> GreenlightError:
    """What an answer with that status means. `words` are the vendor's; `fix` says what to change in the account."""
    if status >= 500 or status in _PASSING:
        return Transient(f"{vendor} answered {status}: {words}", retry_after=retry_after)
    if status in _ACCOUNT:
        return AccountProblem(f"{vendor} answered {status}: {words}. {fix}")
    return InputRejected(f"{vendor} answered {status}: {words}")


def order_error_of(
    vendor: str, status: int, words: str, fix: str, retry_after: timedelta | None = None
) -> GreenlightError:
    """The same of an order. Only 429 and 503 say that it was not taken and may be sent again (design §1.3)."""
    error = error_of(vendor, status, words, fix, retry_after)
    if status in _NOT_TAKEN:
        return NotAccepted(error.message, retry_after=retry_after)
    if isinstance(error, Transient) or status < 400:
        return OutcomeUnknown(error.message, retry_after=retry_after)
    return error


def look_error_of(
    vendor: str, status: int, words: str, fix: str, retry_after: timedelta | None = None
) -> GreenlightError:
    """The same of a look at an order that was taken: a look holds nothing that could be refused for its content."""
    if status in (404, 410):
        return TakeLost(f"{vendor} does not know the order any more: {words}; regenerate the scene to film it again")
    error = error_of(vendor, status, words, fix, retry_after)
    return Transient(error.message) if isinstance(error, InputRejected) else error


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """The Retry-After header, in seconds or as a date (RFC 9110 §10.2.3); None when there is none to be understood."""
    said = headers.get("retry-after", "").strip()
    try:
        return max(timedelta(0), timedelta(seconds=float(said)))
    except (ValueError, OverflowError):
        pass
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(timedelta(0), at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC))
