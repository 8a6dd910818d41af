"""Columns that many tables have."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, DateTime
from sqlmodel import Field, SQLModel

ZONED = DateTime(timezone=True)


def json_column(column: str | None = None, *, nullable: bool = False) -> Any:
    """`column` is its name in SQL, where SQLModel does not allow a field of that name."""
    named = {"name": column} if column else {}
    return Field(sa_type=JSON(none_as_null=True), nullable=nullable, sa_column_kwargs=named)


def time_column(nullable: bool = False) -> Any:
    return Field(sa_type=ZONED, nullable=nullable)


class CreatedRow(SQLModel):
    created_at: datetime = time_column()


class Identified(CreatedRow):
    id: UUID = Field(primary_key=True)


class Dated(Identified):
    updated_at: datetime = time_column()
