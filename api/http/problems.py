"""Every error as an RFC 9457 problem."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api.http.errors import FieldError, HttpRefusal, Unprocessable
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
from domain.rules.decide import ACTIONS
from domain.rules.scene_messages import OPERATIONS

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2

_MOST_FAULTS = 50
_LONGEST_MESSAGE = 500
_LONGEST_PATH = 200

_STATUS: Mapping[type[GreenlightError], int] = {
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    PreconditionFailed: 412,
    TooManyRequests: 429,
    Expired: 503,
    Refused: 400,
    Transient: 503,
    Permanent: 422,
}
_CODES = {404: "not_found", 405: "method_not_allowed", 412: "precondition_failed", 416: "range_not_satisfiable"}
_WORDS = {
    "missing": "required",
    "extra_forbidden": "unknown key; check its spelling or leave it out",
    "union_tag_not_found": f"required; one of {', '.join(ACTIONS)}",
}
_DATABASE_TROUBLE = (
    OperationalError,
    InterfaceError,
    PoolTimeout,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)
EXPECTED = (GreenlightError, HTTPException, RequestValidationError, ClientDisconnect, *_DATABASE_TROUBLE)
"""The errors that `answer` has words for. Any other is a bug."""


class Problem(Frozen):
    """What went wrong, what to change, and whether the same request may work later."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    retryable: bool
    request_id: str
    errors: tuple[FieldError, ...] | None = None


def problem(
    request_id: str,
    status: int,
    code: str,
    detail: str,
    *,
    retryable: bool = False,
    errors: Sequence[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer. `more` are further members of the document."""
    document = Problem(
        type=f"urn:greenlight:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=_clean(detail, 4 * _LONGEST_MESSAGE),
        retryable=retryable,
        request_id=request_id,
        errors=None if errors is None else tuple(errors[:_MOST_FAULTS]),
    )
    return JSONResponse(
        document.model_dump(mode="json", exclude_none=True) | dict(more or {}),
        status_code=status,
        headers=dict(headers or {}),
        media_type=MEDIA_TYPE,
    )


def internal_error(request_id: str) -> JSONResponse:
    detail = f"something went wrong on our side; its trace is in the log under {request_id}"
    return problem(request_id, 500, GreenlightError.code, detail)


def answer(request_id: str, error: Exception) -> JSONResponse:
    """One of the EXPECTED errors as a problem."""
    if isinstance(error, _DATABASE_TROUBLE) or isinstance(error.__cause__, _DATABASE_TROUBLE):
        # The driver's words name hosts and users: they are for the log.
        _log.warning("the database does not answer", extra={"request_id": request_id, "error": str(error)})
        error = Transient("the database does not answer; nothing was changed, try again")
    match error:
        case GreenlightError():
            return _ours(request_id, error)
        case RequestValidationError():
            faults = [_fault(each) for each in error.errors()]
            return _ours(request_id, Unprocessable(*faults))
        case HTTPException():
            return _of_framework(request_id, error)
        case ClientDisconnect():
            return problem(request_id, 400, "client_gone", "the connection ended before the request did")
        case _:
            raise TypeError(f"{type(error).__name__} is not expected") from error


def add_problem_handlers(app: FastAPI) -> None:
    async def handle(request: Request, error: Exception) -> Response:
        return answer(request.state.request_id, error)

    for kind in EXPECTED:
        app.add_exception_handler(kind, handle)


def _ours(request_id: str, error: GreenlightError) -> JSONResponse:
    status = error.status if isinstance(error, HttpRefusal) else _status(type(error))
    headers = dict(error.headers) if isinstance(error, HttpRefusal) else {}
    if error.retry_after is not None or status == 503:
        seconds = error.retry_after.total_seconds() if error.retry_after else RETRY_AFTER_SECONDS
        headers["Retry-After"] = str(max(1, round(seconds)))
    return problem(
        request_id,
        status,
        error.code,
        error.message,
        retryable=error.retryable,
        errors=_cleaned(error.faults) if isinstance(error, Unprocessable) else None,
        headers=headers,
    )


def _status(kind: type[GreenlightError]) -> int:
    return next((_STATUS[base] for base in kind.__mro__ if base in _STATUS), 500)


def _of_framework(request_id: str, error: HTTPException) -> JSONResponse:
    headers = error.headers or {}
    status = error.status_code
    detail = str(error.detail)
    if status == 404:
        detail = "there is nothing under this path; /docs lists what there is"
    elif status == 405:
        detail = f"this method is not possible here; possible: {headers.get('Allow', 'another')}"
    return problem(request_id, status, _CODES.get(status, "refused"), detail, headers=headers)


def _fault(error: Mapping[str, Any]) -> FieldError:
    words = _WORDS.get(error["type"], error["msg"].removeprefix("Value error, "))
    is_about_the_tag = error["type"] in ("union_tag_not_found", "union_tag_invalid")
    tag = (error["ctx"]["discriminator"].strip("'"),) if is_about_the_tag else ()
    return FieldError(path=json_path((*error["loc"], *tag)), message=words)


def json_path(location: Sequence[int | str]) -> str:
    """`creative.assets[2].url`: without where the value came from, and without the tag of a union."""
    parts = list(location)
    if parts and parts[0] in ("body", "query", "path", "header"):
        parts = parts[1:]
    if parts and parts[0] in ACTIONS:
        parts = parts[1:]
    if parts[:1] == ["operations"] and len(parts) > 2 and parts[2] in OPERATIONS:
        del parts[2]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def _cleaned(faults: Sequence[FieldError]) -> list[FieldError]:
    return [
        FieldError(path=_clean(fault.path, _LONGEST_PATH), message=_clean(fault.message, _LONGEST_MESSAGE))
        for fault in faults[:_MOST_FAULTS]
    ]


def _clean(text: str, longest: int) -> str:
    """What JSON can carry, and no more than a person reads."""
    short = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return short.encode("utf-8", "backslashreplace").decode()
