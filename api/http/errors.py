"""Errors of HTTP itself, and the HTTP status of every error.

Database and framework errors become these in `api.http.problems`, which writes the body.
"""

from collections.abc import Mapping

from domain.base import Frozen
from domain.errors import (
    Conflict,
    Expired,
    GreenlightError,
    Invalid,
    NotFound,
    Permanent,
    PreconditionFailed,
    Refused,
    TooManyRequests,
    Transient,
)


class FieldError(Frozen):
    """What is wrong with one value: its JSON path, such as `creative.assets[2].url`, and what to change."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class Unprocessable(Invalid):
    """Invalid values, each with its path."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(str(error) for error in errors[:5]))
        self.errors = errors

    @classmethod
    def at(cls, path: str, message: str) -> "Unprocessable":
        """Return the error of one value."""
        return cls(FieldError(path=path, message=message))


class HttpRefusal(Refused):
    """A refusal that has no meaning beyond HTTP."""


class Unauthorized(HttpRefusal, code="unauthorized"): ...


class CrossSite(HttpRefusal, code="cross_site"): ...


class WrongHost(HttpRefusal, code="wrong_host"): ...


class TooLarge(HttpRefusal, code="too_large"): ...


class WrongContentType(HttpRefusal, code="unsupported_media_type"): ...


class KeyInUse(HttpRefusal, code="idempotency_key_in_use", retryable=True):
    """The first request with this Idempotency-Key is still running."""


class KeyReused(HttpRefusal, code="idempotency_key_reused"):
    """This Idempotency-Key was sent with another request."""


class NotAScenario(HttpRefusal, code="not_a_scenario"): ...


class FilmingFailed(HttpRefusal, code="filming_failed"):
    """The vendor will not make the clip; the scene's earlier clip is chosen again."""


STATUS: Mapping[type[GreenlightError], int] = {
    NotAScenario: 400,
    Unauthorized: 401,
    CrossSite: 403,
    NotFound: 404,
    Conflict: 409,
    KeyInUse: 409,
    PreconditionFailed: 412,
    TooLarge: 413,
    WrongContentType: 415,
    WrongHost: 421,
    Invalid: 422,
    KeyReused: 422,
    Permanent: 422,
    TooManyRequests: 429,
    Refused: 400,
    FilmingFailed: 500,
    Expired: 503,
    Transient: 503,
    GreenlightError: 500,
}
"""The HTTP status of an error: that of its class, else of the nearest base class."""


def status_of(error: GreenlightError) -> int:
    return next(STATUS[base] for base in type(error).__mro__ if base in STATUS)
