"""What was asked for, and by whom: messages, the audit trail, answers under an Idempotency-Key."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from db.schema.tables.columns import CreatedRow, Identified, json_column, time_column


class RequestRow(CreatedRow, table=True):
    __tablename__ = "requests"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id")
    id: str = Field(primary_key=True)
    name: str
    refusal: dict[str, Any] | None = json_column(nullable=True)
    regenerates: bool


class AuditEntryRow(Identified, table=True):
    __tablename__ = "audit_entries"

    job_id: UUID = Field(foreign_key="jobs.id")
    action: str
    by: str
    name: str
    key_id: UUID | None = None
    link_id: UUID | None = None
    label: str | None = None
    outcome: str
    details: dict[str, Any] = json_column()
    refusal: dict[str, Any] | None = json_column(nullable=True)


class IdempotencyRow(Identified, table=True):
    __tablename__ = "idempotency_keys"

    scope: str
    key: str
    body_hash: str
    status: int | None = None
    answer: dict[str, Any] | None = json_column(nullable=True)
    locked_until: datetime = time_column()
