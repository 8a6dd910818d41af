"""JSON bodies: a field that is null is one that is not given, and 5.0 is a whole number."""

from collections.abc import Iterator
from decimal import Decimal
from inspect import isclass
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

NULL_TELLS: Final = "null is a value"
"""Marks an optional field in which null says something else than that it is not given."""


def without_nulls(value: Any, kinds: tuple[Any, ...]) -> Any:
    """Return a JSON value, which is to be one of the types, without the fields of models that are null.

    Kept are nulls in free-form JSON, under unknown keys, and of a field that is required and may be null, or is marked:
    there null says something. In a union a key counts as a field if any of its models has it. A number without a
    fraction becomes an integer where no other number is possible: JSON has one kind of number.
    """
    known = [each for kind in kinds for each in _alternatives(kind)]
    match value:
        case dict():
            fields = _fields(known)
            return {
                name: without_nulls(item, tuple(field.annotation for field in fields.get(name, ())))
                for name, item in value.items()
                if item is not None or name not in fields or any(map(_tells_by_null, fields[name]))
            }
        case list():
            items = [item for kind in known if get_origin(kind) in (tuple, list) for item in get_args(kind)]
            return [without_nulls(item, tuple(items)) for item in value]
        case float() if value.is_integer() and int in known and not {float, Decimal} & {*known}:
            return int(value)
    return value


def _alternatives(kind: Any) -> Iterator[Any]:
    if get_origin(kind) is Annotated:
        yield from _alternatives(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for each in get_args(kind):
            yield from _alternatives(each)
    else:
        yield kind


def _fields(kinds: list[Any]) -> dict[str, list[FieldInfo]]:
    """Return the fields of all models among the types, by each key that names them in JSON."""
    found: dict[str, list[FieldInfo]] = {}
    for kind in kinds:
        if isclass(kind) and issubclass(kind, BaseModel):
            for name, field in kind.model_fields.items():
                for key in {name, field.alias or name}:
                    found.setdefault(key, []).append(field)
    return found


def _tells_by_null(field: FieldInfo) -> bool:
    return (field.is_required() or NULL_TELLS in field.metadata) and type(None) in _alternatives(field.annotation)
