"""Select pages of rows, and convert domain values to rows and back, field by field.

`renamed` maps the fields whose column has another name; fields that follow from something else are given by keyword.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import tuple_
from sqlmodel import SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db.schema.tables.columns import Identified
from domain.base import Cursor

_Value = TypeVar("_Value", bound=BaseModel)
_Row = TypeVar("_Row", bound=SQLModel)
_Identified = TypeVar("_Identified", bound=Identified)
_NOTHING: Mapping[str, str] = {}


def from_row(kind: type[_Value], row: SQLModel, renamed: Mapping[str, str] = _NOTHING, **given: Any) -> _Value:
    read = {name: getattr(row, renamed.get(name, name)) for name in kind.model_fields if name not in given}
    return kind.model_validate(read | given)


def to_row(table: type[_Row], value: BaseModel, renamed: Mapping[str, str] = _NOTHING, **given: Any) -> _Row:
    fields = {column: name for name, column in renamed.items()}
    columns = [name for name in table.model_fields if name not in given]
    return table(**{name: plain(getattr(value, fields.get(name, name))) for name in columns}, **given)


def newest_rows(table: type[_Identified], limit: int, after: Cursor | None) -> SelectOfScalar[_Identified]:
    """Select at most `limit` rows behind `after`, newest first."""
    created_at, row_id = col(table.created_at), col(table.id)
    query = select(table).order_by(created_at.desc(), row_id.desc()).limit(limit)
    return query.where(tuple_(created_at, row_id) < (after.created_at, after.id)) if after else query


def plain(value: Any) -> Any:
    """The value as a column takes it: nested models, and tuples of them, as JSON."""
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return value.value if isinstance(value, Enum) else value
