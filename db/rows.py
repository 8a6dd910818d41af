"""Convert domain values to rows and back, field by field.

`renamed` maps the fields whose column has another name; fields that follow from something else are given by keyword.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlmodel import SQLModel

_Value = TypeVar("_Value", bound=BaseModel)
_Row = TypeVar("_Row", bound=SQLModel)
_NOTHING: Mapping[str, str] = MappingProxyType({})


def from_row(kind: type[_Value], row: SQLModel, renamed: Mapping[str, str] = _NOTHING, **given: Any) -> _Value:
    read = {name: getattr(row, renamed.get(name, name)) for name in kind.model_fields if name not in given}
    return kind.model_validate(read | given)


def to_row(table: type[_Row], value: BaseModel, renamed: Mapping[str, str] = _NOTHING, **given: Any) -> _Row:
    fields = {column: name for name, column in renamed.items()}
    columns = [name for name in table.model_fields if name not in given]
    return table(**{name: _plain(getattr(value, fields.get(name, name))) for name in columns}, **given)


def _plain(value: Any) -> Any:
    """The value as a column takes it: nested models as JSON."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return value.value if isinstance(value, Enum) else value
