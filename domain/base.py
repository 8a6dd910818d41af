"""The bases of all models that cross a boundary, and values that all packages use."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final, TypeVar, cast
from uuid import UUID

from pydantic import AfterValidator, AnyHttpUrl, BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

_HTTP_URL = TypeAdapter(AnyHttpUrl)


def _is_web_url(text: str) -> str:
    _HTTP_URL.validate_python(text)
    return text


WebUrl = Annotated[str, AfterValidator(_is_web_url), Field(json_schema_extra={"format": "uri"})]
"""An http or https URL, kept as it was written."""


ReportProgress = Callable[[float], None]
"""Called with how much of a long piece of work is done, from 0 to 1."""


class Frozen(BaseModel):
    """An immutable model. An unknown key is an error that names the key."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wire(Frozen):
    """A model of the V3 API: camelCase in JSON, snake_case in Python; both are accepted."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


def given(name: str) -> dict[str, Any]:
    """Return the JSON schema of an object whose field is given: it is there, and not null."""
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


DOLLARS_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "exclusiveMaximum": 100_000_000, "multipleOf": 0.0001},
        {"type": "string", "pattern": r"^[0-9]{1,8}([.][0-9]{1,4})?$"},
    ]
}
"""The JSON schema of an amount of US dollars in a request."""


class Cursor(Frozen):
    """The last item of a page of a list, newest first."""

    created_at: datetime
    id: UUID


Value = TypeVar("Value", bound=Frozen)


def evolve(value: Value, **changes: object) -> Value:
    """Return a copy with these fields changed, not validated, and without the cached properties of the original."""
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    return cast(Value, type(value).model_construct(**{**fields, **changes}))
