"""What HTTP itself refuses, before a job hears of it."""

from typing import ClassVar

from domain.base import Frozen
from domain.errors import Invalid, Refused


class FieldError(Frozen):
    """What is wrong with one value: its JSON path, such as `creative.assets[2].url`, and what to change."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class Unprocessable(Invalid):
    """422, with every fault named."""

    def __init__(self, *faults: FieldError) -> None:
        super().__init__("; ".join(str(fault) for fault in faults[:5]))
        self.faults = faults


class HttpRefusal(Refused):
    """A refusal that has no meaning beyond HTTP."""

    status: ClassVar[int] = 400
    headers: ClassVar[dict[str, str]] = {}


class Unauthorized(HttpRefusal):
    code = "unauthorized"
    status = 401
    headers = {"WWW-Authenticate": 'Bearer realm="greenlight"'}


class CrossSite(HttpRefusal):
    code = "cross_site"
    status = 403


class WrongHost(HttpRefusal):
    code = "wrong_host"
    status = 421


class TooLarge(HttpRefusal):
    code = "too_large"
    status = 413


class WrongContentType(HttpRefusal):
    code = "unsupported_media_type"
    status = 415


class KeyInUse(HttpRefusal):
    """The first request with this Idempotency-Key is still running."""

    code = "idempotency_key_in_use"
    status = 409
    retryable = True


class KeyReused(HttpRefusal):
    code = "idempotency_key_reused"
    status = 422


class NotAScenario(HttpRefusal):
    code = "not_a_scenario"


class FilmingFailed(HttpRefusal):
    """The vendor will not make it; the earlier clip is chosen again."""

    code = "filming_failed"
    status = 500
