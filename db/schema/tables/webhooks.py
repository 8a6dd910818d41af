"""Webhooks: endpoints, and what is delivered to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from db.schema.tables.columns import Dated, Identified, json_column, time_column


class WebhookEndpointRow(Dated, table=True):
    __tablename__ = "webhook_endpoints"

    kind: str
    target: str
    description: str
    events: list[str] = json_column()
    client_id: str | None = None
    job_id: UUID | None = Field(default=None, foreign_key="jobs.id")
    secret: str | None = None
    previous_secret: str | None = None
    previous_secret_until: datetime | None = time_column(nullable=True)
    disabled_at: datetime | None = time_column(nullable=True)
    disabled_reason: str | None = None
    failing_since: datetime | None = time_column(nullable=True)
    failed_at: datetime | None = time_column(nullable=True)
    after_event: int = Field(sa_type=BigInteger)
    permission: str | None = None
    show_cost: bool
    made_by: UUID | None = None
    rotation: UUID | None = None


class WebhookDeliveryRow(Identified, table=True):
    __tablename__ = "webhook_deliveries"

    endpoint_id: UUID = Field(foreign_key="webhook_endpoints.id")
    event_id: int | None = Field(default=None, sa_type=BigInteger)
    job_id: UUID | None = None
    event_type: str
    sequence: int | None = None
    data: dict[str, Any] = json_column()
    occurred_at: datetime = time_column()
    status: str
    attempts: int
    earlier_attempts: int
    next_attempt_at: datetime | None = time_column(nullable=True)
    ended_at: datetime | None = time_column(nullable=True)


class WebhookAttemptRow(SQLModel, table=True):
    __tablename__ = "webhook_attempts"

    delivery_id: UUID = Field(primary_key=True, foreign_key="webhook_deliveries.id")
    number: int = Field(primary_key=True)
    attempted_at: datetime = time_column()
    duration_ms: int
    status_code: int | None = None
    error: str | None = None
    answer: str


class WebhookCursorRow(SQLModel, table=True):
    """The last event that became deliveries: one row."""

    __tablename__ = "webhook_cursor"

    is_only: bool = Field(default=True, primary_key=True)
    last_event: int = Field(sa_type=BigInteger)
