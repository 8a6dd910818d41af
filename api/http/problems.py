"""Write every error as an RFC 9457 problem document.

The HTTP status of each error is in `api.http.errors`. Only here are the driver's and the framework's errors known.
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ConfigDict
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api.http.errors import FieldError, Unprocessable, status_of
from api.http.routing import allowed_methods
from domain.base import Frozen
from domain.errors import GreenlightError, Refused, Transient
from domain.rules.messages import ACTIONS
from domain.rules.scenes.scene_messages import OPERATIONS

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2

_MAX_FIELD_ERRORS = 50
_MAX_DETAIL = 2_000
_MAX_MESSAGE = 500
_MAX_PATH = 200

_CODES = {404: "not_found", 405: "method_not_allowed", 412: "precondition_failed", 416: "range_not_satisfiable"}
_MESSAGES = {
    "missing": "required",
    "extra_forbidden": "unknown key; check its spelling or leave it out",
}
_TAGS = {"action": ACTIONS, "op": OPERATIONS}
"""The values of the fields that tell the models of a union apart."""

KIND_TAG: Final = "of the kind "
"""What the tags of a union begin with whose models are told apart by a `kind` that may be left out."""

UNKNOWN_KIND: Final = "unknown_kind"
"""The type of the error for another `kind`."""

_DATABASE_ERRORS = (OperationalError, InterfaceError, PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError)

EXPECTED_ERRORS = (GreenlightError, HTTPException, RequestValidationError, ClientDisconnect, *_DATABASE_ERRORS)
"""The errors that `error_response` can write. Any other is a bug."""


class Problem(Frozen):
    """What went wrong, what to change, and whether the same request may work later. `scope`: which the key lacks.

    Of some codes it has further members, such as the `amount` that an approval should have named.
    """

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    retryable: bool
    request_id: str
    errors: tuple[FieldError, ...] | None = None
    scope: str | None = None


def problem_response(
    request_id: str,
    status: int,
    code: str,
    detail: str,
    *,
    retryable: bool = False,
    errors: Sequence[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """Return the problem as a response. `extra` are further members of the document. A 503 says when to try again."""
    headers = dict(headers or {})
    if status == 503:
        headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
    document = Problem(
        type=f"urn:greenlight:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=_clean(detail, _MAX_DETAIL),
        retryable=retryable,
        request_id=request_id,
        errors=None if errors is None else tuple(map(_cleaned, errors[:_MAX_FIELD_ERRORS])),
    )
    return JSONResponse(
        document.model_dump(mode="json", exclude_none=True) | dict(extra or {}),
        status_code=status,
        headers=headers,
        media_type=MEDIA_TYPE,
    )


def internal_error(request_id: str) -> JSONResponse:
    detail = f"something went wrong on our side; its trace is in the log under {request_id}"
    return problem_response(request_id, 500, GreenlightError.code, detail)


def error_response(request_id: str, error: Exception) -> JSONResponse:
    """Return one of the EXPECTED_ERRORS as a problem."""
    if isinstance(error, _DATABASE_ERRORS) or isinstance(error.__cause__, _DATABASE_ERRORS):
        # The driver's message names hosts and users: it goes to the log only.
        _log.warning("the database does not answer", extra={"request_id": request_id, "error": str(error)})
        error = Transient("the database does not answer; nothing was changed, try again")
    match error:
        case GreenlightError():
            return _greenlight_error(request_id, error)
        case RequestValidationError():
            found = (_field_error(each) for each in error.errors() if not _repeats_another(each))
            return _greenlight_error(request_id, Unprocessable(*found))
        case HTTPException():
            return _framework_error(request_id, error.status_code, str(error.detail), error.headers or {})
        case ClientDisconnect():
            return problem_response(request_id, 400, "client_gone", "the connection ended before the request did")
        case _:
            raise TypeError(f"{type(error).__name__} is not expected") from error


def add_problem_handlers(app: FastAPI) -> None:
    async def handle(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.status_code == 405:
            # The framework names only the methods of the first route of the path.
            error = HTTPException(405, headers={"Allow": ", ".join(allowed_methods(request))})
        return error_response(request.state.request_id, error)

    for kind in EXPECTED_ERRORS:
        app.add_exception_handler(kind, handle)


def _greenlight_error(request_id: str, error: GreenlightError) -> JSONResponse:
    status = status_of(error)
    headers = {"WWW-Authenticate": 'Bearer realm="greenlight"'} if status == 401 else {}
    if status == 408:
        headers["Connection"] = "close"  # the rest of the body may still come, and is no request
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(1, round(error.retry_after.total_seconds())))
    return problem_response(
        request_id,
        status,
        error.code,
        error.message,
        retryable=error.retryable,
        errors=error.errors if isinstance(error, Unprocessable) else None,
        headers=headers,
        extra=error.now if isinstance(error, Refused) else None,
    )


def _framework_error(request_id: str, status: int, detail: str, headers: Mapping[str, str]) -> JSONResponse:
    if status == 404:
        detail = "there is nothing under this path; /docs lists what there is"
    elif status == 405:
        detail = f"this method is not possible here; possible: {headers.get('Allow', 'another')}"
    return problem_response(request_id, status, _CODES.get(status, "refused"), detail, headers=headers)


def _repeats_another(error: Mapping[str, Any]) -> bool:
    """Whether pydantic calls an array too short only because it left out the items that it reports by themselves."""
    return error["type"] == "too_short" and bool(len(error["input"]) >= error["ctx"]["min_length"])


def _field_error(error: Mapping[str, Any]) -> FieldError:
    """Return one of pydantic's errors with the JSON path of the value. A union's error is its tag's."""
    message = _MESSAGES.get(error["type"], error["msg"].removeprefix("Value error, "))
    location = tuple(error["loc"])
    if error["type"] in ("union_tag_not_found", "union_tag_invalid"):
        tag = error["ctx"]["discriminator"].strip("'")
        location = (*location, tag)
        if error["type"] == "union_tag_not_found":
            message = f"required; one of {', '.join(_TAGS[tag])}"
    elif error["type"] == UNKNOWN_KIND:
        location = (*location, "kind")
    return FieldError(path=json_path(location), message=message)


def json_path(location: Sequence[int | str]) -> str:
    """Return `creative.assets[2].url`, without the part of the request and without the tag of a union."""
    parts = list(location)
    if parts and parts[0] in ("body", "query", "path", "header"):
        parts = parts[1:]
    if parts and parts[0] in ACTIONS:
        parts = parts[1:]
    parts = [part for part in parts if not str(part).startswith(KIND_TAG)]
    if parts[:1] == ["operations"] and len(parts) > 2 and parts[2] in OPERATIONS:
        del parts[2]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def _cleaned(error: FieldError) -> FieldError:
    return FieldError(path=_clean(error.path, _MAX_PATH), message=_clean(error.message, _MAX_MESSAGE))


def _clean(text: str, longest: int) -> str:
    """Return the text shortened, and with lone surrogates escaped, which JSON cannot carry."""
    short = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return short.encode("utf-8", "backslashreplace").decode()
