"""Derive an example from a JSON schema, so that the documentation cannot differ from the schemas.

A field or a model that has `examples` is shown with the first of them. Other fields are shown with their default,
their first enum value, or a value of their type and format. A nullable field is shown as null unless it is an object.
"""

from collections.abc import Mapping
from typing import Any

Json = Any
Schema = Mapping[str, Any]

EXAMPLE_ID = "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"
_BY_FORMAT = {"uuid": EXAMPLE_ID, "date-time": "2026-03-02T09:30:00.000000Z", "date": "2026-03-02"}
_BY_TYPE: Mapping[str, Json] = {"string": "text", "integer": 1, "number": 1.0, "boolean": False}


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
