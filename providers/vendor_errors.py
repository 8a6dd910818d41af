"""A vendor's HTTP answers, in our three kinds of error (spec §7). What only one vendor says stands in its adapter."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from domain.errors import AccountProblem, GreenlightError, InputRejected, Transient

_PASSING = {408, 409, 425, 429}
_ACCOUNT = {401, 402, 403, 404}


def error_of(vendor: str, status: int, words: str, fix: str, retry_after: timedelta | None = None) -> GreenlightError:
    """What an answer with that status means. `words` are the vendor's; `fix` says what to change in the account."""
    if status >= 500 or status in _PASSING:
        return Transient(f"{vendor} answered {status}: {words}", retry_after=retry_after)
    if status in _ACCOUNT:
        return AccountProblem(f"{vendor} answered {status}: {words}. {fix}")
    return InputRejected(f"{vendor} answered {status}: {words}")


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
