"""How a route tells in OpenAPI what it answers."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api.http.idempotency import HEADER
from api.http.problems import MEDIA_TYPE, RETRY_AFTER_SECONDS, Problem

Answers = dict[int | str, dict[str, Any]]

_CODES = {
    400: ("not_a_scenario", "scenario 'intro': send one of hook, problem, solution, cta"),
    401: ("unauthorized", "send one of the API's keys in the header: Authorization: Bearer <key>"),
    404: ("not_found", "no job 019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"),
    409: ("conflict", "approve_storyboard is not possible while the job is completed; possible now: regenerate_scene"),
    412: ("precondition_failed", "the object is another version than the one in If-Match; ask for it anew"),
    413: ("too_large", "the body is larger than 1,048,576 bytes; send less"),
    415: ("unsupported_media_type", "send the body as JSON, with Content-Type: application/json"),
    416: ("range_not_satisfiable", "the object has 2411008 bytes; ask for a range within them"),
    422: ("invalid", "adBasics.duration: Input should be greater than or equal to 5"),
    429: ("too_many_requests", "scenes of this job may be regenerated 20 times in 60 s; wait 12 s"),
    500: ("internal_error", "something went wrong on our side; its trace is in the log under 4f2a"),
    503: ("unavailable", "no worker answers; nothing was changed, send it again"),
}
_HEADERS = {
    "Location": "Where to find it.",
    "ETag": "Changes when the job does.",
    "Preference-Applied": "`respond-async` when it was asked for.",
}


def answers(example: object, *errors: int, status: int = 200, headers: tuple[str, ...] = ()) -> Answers:
    """What a JSON route answers, and the problems it may answer instead."""
    described = {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in headers}
    success: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {"application/json": {"example": example}},
    }
    return {status: success | ({"headers": described} if described else {}), **problems(*errors)}


def media(example: str, *errors: int) -> Answers:
    """What a route answers that serves a stored file."""
    content = {example: {"schema": {"type": "string", "format": "binary"}, "example": "(the file's bytes)"}}
    return {
        200: {"description": "The whole file", "content": content},
        206: {"description": "The part that Range names", "content": content},
        304: {"description": "If-None-Match names what there is"},
        **problems(*errors, 503),
    }


def problems(*statuses: int) -> Answers:
    return {status: _problem(status) for status in sorted({*statuses, 401, 500})}


def form_or_json(kind: type[BaseModel], example: object) -> dict[str, Any]:
    """The two bodies of a route that takes a URL or a file."""
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "name": {"type": "string", "maxLength": 200},
            "role": {"type": "string", "maxLength": 200},
        },
    }
    schema = kind.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": schema, "example": example},
                "multipart/form-data": {"schema": form, "example": {"file": "(the file)", "role": "hero"}},
            },
        }
    }


def document(app: FastAPI, *, has_keys: bool) -> None:
    """The app's OpenAPI document, with what holds for every route."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, has_keys)
        return app.openapi_schema

    app.__dict__["openapi"] = openapi


def _document(app: FastAPI, has_keys: bool) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    components = document.setdefault("components", {})
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = components.setdefault("schemas", {})
    schemas.update(schema.pop("$defs", {}), Problem=schema)
    for frameworks_own in ("HTTPValidationError", "ValidationError"):
        schemas.pop(frameworks_own, None)
    if has_keys:
        components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"key": []}]
    for path in document["paths"].values():
        for method, operation in path.items():
            if MEDIA_TYPE not in operation["responses"].get("422", {}).get("content", {}):
                # FastAPI's own, for every route with a parameter. An id that is none is a 404 here.
                operation["responses"].pop("422", None)
            if method in ("post", "put", "patch", "delete"):
                operation.setdefault("parameters", []).append(_key_parameter())
    return document


def _key_parameter() -> dict[str, Any]:
    return {
        "name": HEADER,
        "in": "header",
        "required": False,
        "description": "Kept for 24 hours: the same request under the same key is done once and answered the same.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        "example": "order-4711",
    }


def _problem(status: int) -> dict[str, Any]:
    code, detail = _CODES[status]
    phrase = HTTPStatus(status).phrase
    example: dict[str, Any] = {
        "type": f"urn:greenlight:problem:{code}",
        "title": phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "retryable": status == 503,
        "request_id": "019a9b1e-8c20-7b01-9e2f-3a4b5c6d7e8f",
    }
    if status == 422:
        path, message = detail.split(": ", maxsplit=1)
        example["errors"] = [{"path": path, "message": message}]
    answer: dict[str, Any] = {
        "description": phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }
    if status == 503:
        answer["headers"] = {
            "Retry-After": {
                "description": "Seconds.",
                "schema": {"type": "integer", "example": RETRY_AFTER_SECONDS},
            }
        }
    return answer
