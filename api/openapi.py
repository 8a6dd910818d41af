"""The OpenAPI document: what each route declares besides its schemas, and what is added to all of them.

Examples are derived from the schemas. A field or a model that has `examples` is shown with the first of them; other
fields with their default, their first enum value, or a value of their type and format. A nullable field is shown as
null unless it is an object.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.http.access.scopes import NOTE, SCHEME
from api.http.errors import NotAScenario, TooLarge, Unauthorized, Unprocessable, WrongContentType
from api.http.idempotency.route import HEADER
from api.http.problems import MEDIA_TYPE, RETRY_AFTER_SECONDS, Problem, error_response, internal_error
from api.request_schemas import complete_requests
from api.voices import VOICE_CHOICES
from domain.clients.access import MissingScope, Scope
from domain.errors import Conflict, NotFound, PreconditionFailed, TooManyRequests, Transient
from providers import registry

Json = Any
Schema = Mapping[str, Any]
Route = TypeVar("Route", bound=Callable[..., Any])
Responses = dict[int | str, dict[str, Any]]

EXAMPLE_ID = "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"
_BY_FORMAT = {"uuid": EXAMPLE_ID, "date-time": "2026-03-02T09:30:00.000000Z", "date": "2026-03-02"}
_BY_TYPE: Mapping[str, Json] = {"string": "text", "integer": 1, "number": 1.0, "boolean": False}
_REQUEST_ID = "019a9b1e-8c20-7b01-9e2f-3a4b5c6d7e8f"
_EXAMPLE_ERRORS = (
    NotAScenario("scenario 'intro': send one of hook, problem, solution, cta"),
    Unauthorized("send one of the API's keys in the header: Authorization: Bearer <key>"),
    MissingScope.of(Scope.WRITE_FILMS),
    NotFound(f"no job {EXAMPLE_ID}"),
    Conflict("approve_storyboard is not possible while the job is completed; possible now: regenerate_scene"),
    PreconditionFailed("the object is another version than the one in If-Match; ask for it anew"),
    TooLarge.than(1_048_576, "the body"),
    WrongContentType("send the body as JSON, with Content-Type: application/json"),
    HTTPException(416, "the object has 2411008 bytes; ask for a range within them"),
    Unprocessable.at("adBasics.duration", "Input should be greater than or equal to 5"),
    TooManyRequests("a key may send 30,000 requests in 60 s; wait 12 s", retry_after=timedelta(seconds=12)),
    Transient("no worker answers; nothing was changed, send it again"),
)
_HEADERS = {
    "Last-Event-ID": "The newest event before this was read: a stream of events that goes on from it misses nothing.",
    "Location": "Where to find it.",
    "Preference-Applied": "`respond-async` when it was asked for.",
}
_CHANGING = ("post", "put", "patch", "delete")
_ETAG = {"description": "Changes with anything that the answer shows.", "schema": {"type": "string"}}
_ETAG_PARAMETER = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the answer as last read: 304 if it is still the same.",
    "schema": {"type": "string"},
}
_KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Kept for 24 hours: the same request with the same key is applied once and answered the same.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "example": "order-4711",
}


def example_of(schema: Schema, components: Mapping[str, Schema]) -> Json:
    """Return an example value of the schema. `components` are the schemas that `$ref` names."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return example_of(_referenced(schema, components), components)
    for keyword in ("default", "const"):
        if keyword in schema:
            return schema[keyword]
    if "enum" in schema:
        return schema["enum"][0]
    if variants := schema.get("anyOf", schema.get("oneOf")):
        is_null = {"type": "null"} in variants and "$ref" not in variants[0]
        return None if is_null else example_of(variants[0], components)
    match schema.get("type", ""):
        case "object":
            return {name: example_of(value, components) for name, value in schema.get("properties", {}).items()}
        case "array":
            return [example_of(schema["items"], components)]
        case kind:
            return _BY_FORMAT.get(schema.get("format", ""), _BY_TYPE.get(kind))


def body_examples(schema: Schema, components: Mapping[str, Schema]) -> dict[str, Json]:
    """Return the examples of a request's body, as members of an OpenAPI media type object."""
    examples = schema.get("examples")
    if examples is None and "$ref" in schema:
        examples = _referenced(schema, components).get("examples")
    if examples is None or len(examples) == 1:
        return {"example": example_of(schema, components)}
    return {"examples": {f"example {number}": {"value": value} for number, value in enumerate(examples, 1)}}


def _referenced(schema: Schema, components: Mapping[str, Schema]) -> Schema:
    return components[schema["$ref"].rpartition("/")[2]]


def responses(
    *errors: int, status: int = 200, headers: tuple[str, ...] = (), example: Mapping[str, Json] | None = None
) -> Responses:
    """Declare a JSON route's success with its headers, and its problems. `example` are its own values of fields.

    Problems that follow from the method, such as 409 for a change, are added to the document by `_complete`.
    """
    success: dict[str, Any] = {"description": HTTPStatus(status).phrase, "content": {"application/json": {}}}
    if example:
        success["content"]["application/json"]["example"] = example
    if headers:
        success["headers"] = {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in headers}
    return {status: success, **problems(*errors)}


def file_route(
    router: APIRouter, path: str, summary: str, media_types: str, *errors: int, others: Responses | None = None
) -> Callable[[Route], Route]:
    """Register a route that serves a file of one of these media types. `others` are its answers that are none."""
    file = {"schema": {"type": "string", "format": "binary"}, "example": "(the file's bytes)"}
    content = dict.fromkeys(media_types.split(", "), file)
    declared: Responses = {
        200: {"description": "The whole file", "content": content},
        206: {"description": "The part that Range names", "content": content},
        **problems(404, 412, 416, *errors, 503),
        **(others or {}),
    }
    return router.get(path, summary=summary, response_class=Response, responses=declared)


def problems(*statuses: int) -> Responses:
    declared: Responses = {}
    for status in statuses:
        schema = {"$ref": "#/components/schemas/Problem"}
        content = {MEDIA_TYPE: {"schema": schema, "example": json.loads(bytes(_EXAMPLES[status].body))}}
        declared[status] = {"description": HTTPStatus(status).phrase, "content": content}
    for status in {429, 503} & declared.keys():
        seconds = {"description": "Seconds.", "schema": {"type": "integer", "example": RETRY_AFTER_SECONDS}}
        declared[status]["headers"] = {"Retry-After": seconds}
    return declared


def form_or_json(model: type[BaseModel]) -> dict[str, Any]:
    """Declare the two bodies of a route that takes a URL or a file."""
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "name": {"type": "string", "maxLength": 200},
            "role": {"type": "string", "maxLength": 200},
            "clientId": {"type": "string", "maxLength": 200},
        },
        "additionalProperties": False,
    }
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    content = {
        "application/json": {"schema": schema},
        "multipart/form-data": {
            "schema": form,
            "encoding": {"file": {"contentType": "image/png, image/jpeg, image/webp, video/mp4, audio/mpeg"}},
            "example": {"file": "(the file)", "role": "hero"},
        },
    }
    return {"requestBody": {"required": True, "content": content}}


def install_document(app: FastAPI, *, has_keys: bool) -> None:
    """Make the app serve FastAPI's OpenAPI document with our additions."""
    framework = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(framework(), has_keys)
        return app.openapi_schema

    app.__dict__["openapi"] = openapi


def _complete(document: dict[str, Any], has_keys: bool) -> dict[str, Any]:
    components = document["components"]
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = components["schemas"]
    schemas.update(schema.pop("$defs", {}), Problem=schema)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    provider = schemas["Production-Input"]["properties"]["provider"]
    provider["description"] = f"One of {', '.join(registry.VIDEO)}; else VIDEO_PROVIDER of the server."
    provider["anyOf"][0]["enum"] = list(registry.VIDEO)
    for name in ("Production-Input", "ProductionChanges"):
        fallback = schemas[name]["properties"]["fallback"]
        fallback["description"] = "Providers to which a scene is offered when the one before will not film it."
        for each in fallback.get("anyOf", [fallback]):
            if "items" in each:
                each.update(items={"type": "string", "enum": list(registry.VIDEO)}, uniqueItems=True)
    for name, usual in (("Production-Input", "VOICE_PROVIDER of the server"), ("ProductionChanges", "as it is")):
        voice = schemas[name]["properties"]["voice"]
        voice["description"] = f"Who speaks the scripts. One of {', '.join(VOICE_CHOICES)}; else {usual}."
        voice["anyOf"][0] = {"type": "string", "enum": list(VOICE_CHOICES)}
    components["securitySchemes"] = {SCHEME: {"type": "http", "scheme": "bearer"}}
    for path in document["paths"].values():
        for method, operation in path.items():
            _show_scopes(operation, has_keys)
            parameters = operation.get("parameters", [])
            if MEDIA_TYPE not in operation["responses"].get("422", {}).get("content", {}):
                # FastAPI adds 422 to every route with a parameter. Here a malformed id is a 404.
                operation["responses"].pop("422", None)
            of_change = (409, 422) if method in _CHANGING else ()
            of_query = (422,) if any(each["in"] == "query" for each in parameters) else ()
            of_body = (413, 415) if "requestBody" in operation else ()
            of_scopes = (403,) if operation["security"] else ()
            found = problems(401, *of_scopes, *of_change, *of_query, *of_body, 429, 500)
            added = {str(status): each for status, each in found.items()}
            operation["responses"] = dict(sorted({**added, **operation["responses"]}.items()))
            if method in _CHANGING:
                if "session" not in operation["tags"]:
                    operation.setdefault("parameters", []).append(_KEY_PARAMETER)
            elif (
                "operations" not in operation["tags"]
                and "text/event-stream" not in operation["responses"]["200"]["content"]
            ):
                _add_condition(operation)
            _add_examples(operation, schemas)
    complete_requests(document)
    return document


def _show_scopes(operation: dict[str, Any], has_keys: bool) -> None:
    """Show the scopes of an operation, which are in its `security`, in its description too, and the problem without."""
    security, note = operation["security"], operation.pop(NOTE, "")
    if not security:
        return
    scopes = " and ".join(f"`{scope}`" for scope in security[0][SCHEME])
    needed = f"Needs {scopes}." if scopes else ""
    needed += f" Needs {note}" if note else ""
    operation["description"] += f"\n\n{needed.strip()}"
    if not has_keys:
        security.append({})


def _add_condition(operation: dict[str, Any]) -> None:
    """Declare a GET's ETag and its 304: of JSON in `api.http.conditional`, of files in `api.http.blob_response`."""
    operation.setdefault("parameters", []).append(_ETAG_PARAMETER)
    unchanged = {"description": "If-None-Match names the current version", "headers": {"ETag": _ETAG}}
    responses = operation["responses"]
    responses["200"].setdefault("headers", {})["ETag"] = _ETAG
    operation["responses"] = dict(sorted({**responses, "304": unchanged}.items()))


def _add_examples(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        body.update(body_examples(body["schema"], schemas))
    successes = [each for status, each in operation["responses"].items() if status < "300"]
    contents = [each["content"]["application/json"] for each in successes if "application/json" in each["content"]]
    for content in contents:
        # A second success, such as 202, has no schema of its own: it is answered with the same one.
        schema = next(each["schema"] for each in (content, *contents) if "schema" in each)
        content["example"] = _merged(example_of(schema, schemas), content.get("example", {}))


def _merged(example: Json, own: Mapping[str, Json]) -> Json:
    """Return the example with a route's own values of some of its fields."""
    return example | {
        name: _merged(example[name], value) if isinstance(value, dict) else value for name, value in own.items()
    }


_EXAMPLES = {
    example.status_code: example
    for example in (internal_error(_REQUEST_ID), *(error_response(_REQUEST_ID, each) for each in _EXAMPLE_ERRORS))
}
