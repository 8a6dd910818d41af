"""The routes that `/openapi.json` lists, and an outline of what each takes and answers."""

import re
from typing import Any

JOB = "/api/v3/jobs/{job_id}"
REGENERATE_BY_PART = "POST /api/videos/regenerate-scene"


class Routes:
    """Routes by name, such as `GET /api/v3/jobs/{job_id}`."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._operations = {
            f"{method.upper()} {path}": operation
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        }
        # A path with fewer parameters is the more exact one: `/scenes/order` is not a scene.
        by_exactness = sorted(self._operations, key=lambda route: (route.count("{"), -len(route)))
        self._patterns = [(route, _pattern(route)) for route in by_exactness]

    @property
    def all(self) -> set[str]:
        """Every route but streams, whose answers have no end: `tests/stack/api/news/test_events.py` reads them."""
        return {route for route, operation in self._operations.items() if not _is_stream(operation)}

    @property
    def of_a_job(self) -> set[str]:
        """Routes whose answer depends on a job's status."""
        return {route for route in self.all if route.split(" ")[1].startswith(JOB)} | {REGENERATE_BY_PART}

    def of(self, method: str, path: str) -> str | None:
        """Return the route of a request, or None."""
        return next((route for route, pattern in self._patterns if pattern.fullmatch(f"{method} {path}")), None)

    def outline(self) -> dict[str, Any]:
        """Return parameters, bodies and answers of each route, without texts, examples and names of schemas."""
        return {route: self._outline(self._operations[route]) for route in sorted(self._operations)}

    def _outline(self, operation: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {
            "parameters": sorted(
                f"{each['in']} {each['name']}{_mark(each.get('required', False))}: {self._kind(each['schema'])}"
                for each in operation.get("parameters", [])
            )
        }
        if body := operation.get("requestBody"):
            found["body"] = {kind: self._kind(content.get("schema", {})) for kind, content in body["content"].items()}
        found["answers"] = {
            status: {
                "headers": sorted(answer.get("headers", {})),
                **{kind: self._kind(content.get("schema", {})) for kind, content in answer.get("content", {}).items()},
            }
            for status, answer in sorted(operation["responses"].items())
        }
        problems = {status for status, answer in found["answers"].items() if "application/problem+json" in answer}
        for status in problems:
            found["answers"][status]["application/problem+json"] = "problem"
        return found

    def _kind(self, schema: dict[str, Any]) -> Any:
        """Return a schema as its fields and types. A required field is marked by `*`."""
        if "$ref" in schema:
            return self._kind(self._document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
        if isinstance(schema.get("type"), list):
            kinds = [self._kind({**schema, "type": each}) for each in schema["type"] if each != "null"]
            return " | ".join([*kinds, "null"]) if all(isinstance(each, str) for each in kinds) else kinds
        if "properties" in schema:
            required = schema.get("required", [])
            fields = {
                f"{name}{_mark(name in required)}": self._kind(each)
                for name, each in sorted(schema["properties"].items())
            }
            return fields | {
                f"({union})": [_given(each) for each in schema[union]] for union in _UNIONS if union in schema
            }
        for union in _UNIONS:
            if union in schema:
                kinds = [self._kind(each) for each in schema[union]]
                return " | ".join(kinds) if all(isinstance(each, str) for each in kinds) else {"one of": kinds}
        if schema.get("type") == "array" and "items" in schema:
            return [self._kind(schema["items"]), *_limits(schema)]
        if "enum" in schema:
            return " | ".join(map(str, schema["enum"]))
        if "const" in schema:
            return f"= {schema['const']}"
        kind = str(schema.get("type", "any"))
        return " ".join([f"{kind}({schema['format']})" if "format" in schema else kind, *_limits(schema)])


_UNIONS = ("anyOf", "oneOf", "allOf")
_LIMITS = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "default",
)


def _given(part: dict[str, Any]) -> str:
    """Return which fields a part of a union of objects requires."""
    return f"{', '.join(part.get('required', []))} given"


def _limits(schema: dict[str, Any]) -> list[str]:
    return [f"{name}={schema[name]!r}" for name in _LIMITS if name in schema]


def _is_stream(operation: dict[str, Any]) -> bool:
    return any("text/event-stream" in answer.get("content", {}) for answer in operation["responses"].values())


def _mark(required: bool) -> str:
    return "*" if required else ""


def _pattern(route: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^}]+\})", route)
    return re.compile(
        "".join(".+" if part == "{user_id}" else "[^/]+" if part.startswith("{") else re.escape(part) for part in parts)
    )
