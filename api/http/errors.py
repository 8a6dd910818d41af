"""Errors of HTTP itself, and the HTTP status of every error.

Database and framework errors become these in `api.http.problems`, which writes the body.
"""

from collections.abc import Mapping

from domain import errors
from domain.base import Frozen
from domain.clients import access


class FieldError(Frozen):
    """What is wrong with one value: its JSON path, such as `creative.assets[2].url`, and what to change."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class Unprocessable(errors.Invalid):
    """Invalid values, each with its path."""

    def __init__(self, *found: FieldError) -> None:
        super().__init__("; ".join(str(error) for error in found[:5]))
        self.errors = found

    @classmethod
    def at(cls, path: str, message: str) -> "Unprocessable":
        """Return the error of one value."""
        return cls(FieldError(path=path, message=message))


class HttpRefusal(errors.Refused):
    """A refusal that has no meaning beyond HTTP."""


class Unauthorized(HttpRefusal, code="unauthorized"): ...


class CrossSite(HttpRefusal, code="cross_site"): ...


class WrongHost(HttpRefusal, code="wrong_host"): ...


class LinkEnded(HttpRefusal, code="link_ended"):
    """The review link was revoked or has expired."""


class PasswordNeeded(HttpRefusal, code="password_needed"):
    """The review link has a password that was not given yet."""


class StaleForm(HttpRefusal, code="stale_form"):
    """The page that the form is from is too old, or of another site."""


class NotPermitted(HttpRefusal, code="not_permitted"):
    """The review link does not permit this."""


class TooLarge(HttpRefusal, code="too_large"):
    """The request has more bytes than it may have."""

    @classmethod
    def than(cls, most: int, what: str) -> "TooLarge":
        return cls(f"{what} is larger than {most:,} bytes; send less")


class TooSlow(HttpRefusal, code="request_timeout", retryable=True):
    """The request's body did not arrive in time."""


class WrongContentType(HttpRefusal, code="unsupported_media_type"): ...


class KeyInUse(HttpRefusal, code="idempotency_key_in_use", retryable=True):
    """The first request with this Idempotency-Key is still running."""


class KeyReused(HttpRefusal, code="idempotency_key_reused"):
    """This Idempotency-Key was sent with another request."""


class NotAScenario(HttpRefusal, code="not_a_scenario"): ...


class FilmingFailed(HttpRefusal, code="filming_failed"):
    """The vendor will not make the clip; the scene's earlier clip is chosen again."""


STATUS: Mapping[type[errors.GreenlightError], int] = {
    NotAScenario: 400,
    Unauthorized: 401,
    CrossSite: 403,
    PasswordNeeded: 403,
    StaleForm: 403,
    NotPermitted: 403,
    access.MissingScope: 403,
    access.OtherClient: 403,
    access.EndsLater: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    KeyInUse: 409,
    TooSlow: 408,
    LinkEnded: 410,
    errors.PreconditionFailed: 412,
    TooLarge: 413,
    WrongContentType: 415,
    WrongHost: 421,
    errors.Invalid: 422,
    KeyReused: 422,
    errors.Permanent: 422,
    errors.TooManyRequests: 429,
    errors.Refused: 400,
    FilmingFailed: 500,
    errors.Expired: 503,
    errors.Transient: 503,
    errors.GreenlightError: 500,
}
"""The HTTP status of an error: that of its class, else of the nearest base class."""


def status_of(error: errors.GreenlightError) -> int:
    return next(STATUS[base] for base in type(error).__mro__ if base in STATUS)
