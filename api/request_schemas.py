"""The schemas of requests in the OpenAPI document: as wide and as narrow as the rules that requests are checked by.

FastAPI derives them from the models. What it cannot know: null is the same as not given, a parameter is never null,
and a union needs the field that tells its models apart.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

Node = Any

_REF: Final = "#/components/schemas/"
_TAGS: Final = ("action", "op")
"""The fields that tell the models of a union apart. They have a default for us, and none for clients."""

_NULL: Final = {"type": "null"}


def complete_requests(document: dict[str, Any]) -> None:
    """Change the schemas of all parameters and bodies. One that answers have as well becomes `…-Input` for requests."""
    schemas = document["components"]["schemas"]
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    for operation in operations:
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _without_null(parameter["schema"])
    bodies = [operation["requestBody"] for operation in operations if "requestBody" in operation]
    answers = _named([operation["responses"] for operation in operations], schemas)
    names = {name: f"{name}-Input" if name in answers else name for name in sorted(_named(bodies, schemas))}
    for name, own in names.items():
        schemas[own] = _renamed(deepcopy(schemas[name]), names)
    for body in bodies:
        body.update(_renamed(deepcopy(body), names))
    for part in [*bodies, *(schemas[own] for own in names.values())]:
        for node in _nodes(part):
            _require_tag(node, schemas)
    written_out = [body["content"].get("application/json", {}).get("schema", {}) for body in bodies]
    for schema in [*written_out, *(schemas[own] for own in names.values())]:
        _allow_null(schema)


def _nodes(node: Node) -> Iterator[dict[str, Any]]:
    """Yield all objects in a part of the document, itself included, but for examples."""
    if isinstance(node, dict):
        yield node
        for name, each in node.items():
            if name not in ("example", "examples", "default"):
                yield from _nodes(each)
    elif isinstance(node, list):
        for each in node:
            yield from _nodes(each)


def _named(part: Node, schemas: Mapping[str, Node]) -> set[str]:
    """Return the names of all schemas that the part refers to, directly or not."""
    found: set[str] = set()
    parts = [part]
    while parts:
        new = {node["$ref"].removeprefix(_REF) for node in _nodes(parts.pop()) if "$ref" in node} - found
        found |= new
        parts += [schemas[name] for name in new]
    return found


def _renamed(part: Node, names: Mapping[str, str]) -> Node:
    for node in _nodes(part):
        if "$ref" in node:
            node["$ref"] = _REF + names[node["$ref"].removeprefix(_REF)]
        if mapping := node.get("discriminator", {}).get("mapping"):
            node["discriminator"]["mapping"] = {
                value: _REF + names[reference.removeprefix(_REF)] for value, reference in mapping.items()
            }
    return part


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    variants = [each for each in schema.get("anyOf", ()) if each != _NULL]
    if len(variants) != 1:
        return schema
    return {**variants[0], **{name: value for name, value in schema.items() if name != "anyOf"}}


def _require_tag(node: dict[str, Any], schemas: Mapping[str, Node]) -> None:
    """Require the tag in each model of a union that has one."""
    variants = node.get("anyOf", node.get("oneOf", ()))
    models = [schemas[each["$ref"].removeprefix(_REF)] for each in variants if "$ref" in each]
    if len(models) < 2:
        return
    for tag in _TAGS:
        if all("const" in model.get("properties", {}).get(tag, {}) for model in models):
            for model in models:
                model["required"] = sorted({*model.get("required", ()), tag})


def _allow_null(schema: dict[str, Any]) -> None:
    """Let every field that need not be given be null."""
    for name, field in schema.get("properties", {}).items():
        if name in schema.get("required", ()) or (field.get("anyOf") and _NULL in field["anyOf"]):
            continue
        if "anyOf" in field:
            field["anyOf"].append(_NULL)
        elif one := {word: field.pop(word) for word in ("$ref", "const", "enum") if word in field}:
            field["anyOf"] = [one, _NULL]
            field.pop("type", None)
        else:
            field["type"] = [field["type"], "null"]
