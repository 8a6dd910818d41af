"""Clients: their keys, what they spend in a month, credits, and links for their reviewers."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Numeric
from sqlmodel import Field, SQLModel

from db.schema.tables.columns import CreatedRow, Identified, json_column, time_column


class ClientMonthRow(SQLModel, table=True):
    __tablename__ = "client_months"

    client_id: str = Field(primary_key=True)
    month: date = Field(primary_key=True)
    spent: Decimal = Field(sa_type=Numeric(14, 4))


class ReviewLinkRow(Identified, table=True):
    __tablename__ = "review_links"

    job_id: UUID = Field(foreign_key="jobs.id")
    token_hash: str
    permission: str
    label: str
    expires_at: datetime | None = time_column(nullable=True)
    secret: str
    password_hash: str | None = None
    allow_download: bool
    show_cost: bool
    revoked_at: datetime | None = time_column(nullable=True)
    opened: int
    last_opened_at: datetime | None = time_column(nullable=True)


class ClientRow(CreatedRow, table=True):
    __tablename__ = "clients"

    id: str = Field(primary_key=True)
    name: str
    max_jobs_in_flight: int | None = None
    max_storage_mb: int | None = None
    max_spend_per_month: Decimal | None = Field(default=None, sa_type=Numeric(12, 4))


class ApiKeyRow(Identified, table=True):
    __tablename__ = "api_keys"

    name: str
    client_id: str | None = Field(default=None, foreign_key="clients.id")
    scopes: list[str] = json_column()
    secret_hash: str
    previous_hash: str | None = None
    previous_until: datetime | None = time_column(nullable=True)
    rotation: UUID | None = None
    expires_at: datetime | None = time_column(nullable=True)
    revoked_at: datetime | None = time_column(nullable=True)
    last_used_at: datetime | None = time_column(nullable=True)


class CreditAccountRow(SQLModel, table=True):
    __tablename__ = "credit_accounts"

    user_id: str = Field(primary_key=True)
    client_id: str | None = None
    balance: int = Field(sa_type=BigInteger)
    held: int = Field(sa_type=BigInteger)


class CreditEntryRow(Identified, table=True):
    __tablename__ = "credit_entries"

    user_id: str = Field(foreign_key="credit_accounts.user_id")
    kind: str
    amount: int = Field(sa_type=BigInteger)
    task: UUID | None = None
    purpose: str
    reason: str
