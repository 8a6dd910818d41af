"""Jobs, and what each consists of."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Numeric
from sqlmodel import Field, SQLModel

from db.schema.tables.columns import CreatedRow, Dated, Identified, json_column, time_column


class JobRow(Dated, table=True):
    __tablename__ = "jobs"

    client_id: str
    status: str
    revision: int
    cut_revision: int
    brief: dict[str, Any] = json_column()
    error: dict[str, Any] | None = json_column(nullable=True)
    film_id: UUID | None = None
    deleted_at: datetime | None = time_column(nullable=True)
    version: int
    search_text: str
    needs_decision: bool
    webhook_sequence: int
    budget_warning: dict[str, Any] | None = json_column(nullable=True)


class StoryboardRow(CreatedRow, table=True):
    __tablename__ = "storyboards"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id")
    revision: int = Field(primary_key=True)
    scenes: list[Any] | None = json_column(nullable=True)
    verdict: str | None = None
    approval: dict[str, Any] | None = json_column(nullable=True)
    feedback: str | None = None
    only_scene: int | None = None
    notes: list[str] = json_column()
    planner: dict[str, str] = json_column()
    written_at: datetime | None = time_column(nullable=True)


class SceneRow(Dated, table=True):
    __tablename__ = "job_scenes"

    job_id: UUID = Field(foreign_key="jobs.id")
    scene_number: int
    status: str
    revision: int
    scenario: str
    duration_seconds: float
    description: str
    script: str
    shot_type: str
    transition: str
    assets: list[str] = json_column()
    direction: dict[str, str] = json_column()
    take_id: UUID | None = None
    fallback_take_id: UUID | None = None
    first_frame_id: UUID | None = None
    provider_id: str | None = None
    notes: dict[str, Any] = json_column("metadata")
    original_video_clip_s3_key: str | None = None
    working_video_clip_s3_key: str | None = None
    error: dict[str, Any] | None = json_column(nullable=True)
    deleted_at: datetime | None = time_column(nullable=True)


class TakeRow(Identified, table=True):
    __tablename__ = "takes"

    job_id: UUID = Field(foreign_key="jobs.id")
    scene_id: UUID = Field(foreign_key="job_scenes.id")
    number: int
    request: str
    seed: int = Field(sa_type=BigInteger)
    source_url: str | None = None
    status: str
    text: dict[str, Any] | None = json_column(nullable=True)
    feedback: str | None = None
    notes: list[str] = json_column()
    provider: str
    model: str
    queue: str
    asked_at: datetime | None = time_column(nullable=True)
    order_id: str | None = None
    orders: int
    attempt: int
    next_retry_at: datetime | None = time_column(nullable=True)
    failing_since: datetime | None = time_column(nullable=True)
    progress: float | None = None
    original_key: str | None = None
    working_key: str | None = None
    overlay: UUID | None = None
    original_sha256: str | None = None
    working_sha256: str | None = None
    model_version: str | None = None
    prompt: str | None = None
    has_sound: bool
    frames: int | None = None
    size: int | None = Field(default=None, sa_type=BigInteger)
    original_size: int | None = Field(default=None, sa_type=BigInteger)
    left_out: list[Any] = json_column()
    still: dict[str, Any] | None = json_column(nullable=True)
    still_asked_at: datetime | None = time_column(nullable=True)
    waits_at: str | None = None
    chained_from: UUID | None = None
    chained_frames: int | None = None
    fallback_of: UUID | None = None
    is_draft: bool
    references: list[str] = json_column("reference_assets")
    price: Decimal = Field(sa_type=Numeric(12, 4))
    cost: Decimal = Field(sa_type=Numeric(12, 4))
    error: dict[str, Any] | None = json_column(nullable=True)


class SpeechRow(Identified, table=True):
    __tablename__ = "speeches"

    job_id: UUID = Field(foreign_key="jobs.id")
    number: int
    text: str
    language: str
    voice: str | None = None
    asset: UUID | None = None
    status: str
    provider: str
    model: str
    seed: int = Field(sa_type=BigInteger)
    asked_at: datetime | None = time_column(nullable=True)
    order_id: str | None = None
    orders: int
    attempt: int
    next_retry_at: datetime | None = time_column(nullable=True)
    failing_since: datetime | None = time_column(nullable=True)
    key: str | None = None
    sha256: str | None = None
    size: int | None = Field(default=None, sa_type=BigInteger)
    seconds: float | None = None
    words: list[Any] = json_column()
    timing: str | None = None
    prompt: str | None = None
    price: Decimal = Field(sa_type=Numeric(12, 4))
    cost: Decimal = Field(sa_type=Numeric(12, 4))
    error: dict[str, Any] | None = json_column(nullable=True)


class FirstFrameRow(Identified, table=True):
    __tablename__ = "first_frames"

    job_id: UUID = Field(foreign_key="jobs.id")
    scene_id: UUID = Field(foreign_key="job_scenes.id")
    number: int
    request: str
    text: dict[str, Any] = json_column()
    feedback: str | None = None
    references: list[str] = json_column("reference_assets")
    seed: int = Field(sa_type=BigInteger)
    status: str
    provider: str
    model: str
    asked_at: datetime | None = time_column(nullable=True)
    order_id: str | None = None
    orders: int
    attempt: int
    next_retry_at: datetime | None = time_column(nullable=True)
    failing_since: datetime | None = time_column(nullable=True)
    key: str | None = None
    sha256: str | None = None
    size: int | None = Field(default=None, sa_type=BigInteger)
    prompt: str | None = None
    price: Decimal = Field(sa_type=Numeric(12, 4))
    cost: Decimal = Field(sa_type=Numeric(12, 4))
    error: dict[str, Any] | None = json_column(nullable=True)


class FilmRow(Identified, table=True):
    __tablename__ = "films"

    job_id: UUID = Field(foreign_key="jobs.id")
    key: str
    frames: int
    size_bytes: int = Field(sa_type=BigInteger)
    sha256: str | None = None
    takes: list[str] = json_column()
    left_out: list[Any] = json_column()
    soundtrack: dict[str, Any] | None = json_column(nullable=True)
    content_credentials: dict[str, Any] | None = json_column(nullable=True)


class NoteRow(Dated, table=True):
    __tablename__ = "notes"

    job_id: UUID = Field(foreign_key="jobs.id")
    scene_id: UUID | None = None
    scene_number: int | None = None
    take_id: UUID | None = Field(default=None, foreign_key="takes.id")
    film_id: UUID | None = Field(default=None, foreign_key="films.id")
    first_frame: int | None = None
    last_frame: int | None = None
    text: str
    author: str
    link_id: UUID | None = None
    status: str
    answered_revision: int | None = None
    answered_take: UUID | None = Field(default=None, foreign_key="takes.id")
    resolved_at: datetime | None = time_column(nullable=True)
    deleted_at: datetime | None = time_column(nullable=True)


class AssetRow(Identified, table=True):
    __tablename__ = "assets"

    client_id: str | None = None
    source_url: str | None = None
    type: str | None = None
    name: str
    role: str
    status: str
    content_type: str | None = None
    size_bytes: int | None = Field(default=None, sa_type=BigInteger)
    blob_key: str | None = None
    sha256: str | None = None
    error: dict[str, Any] | None = json_column(nullable=True)


class JobAssetRow(SQLModel, table=True):
    __tablename__ = "job_assets"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id")
    asset_id: UUID = Field(primary_key=True, foreign_key="assets.id")
    position: int
    name: str
    role: str


class EventRow(CreatedRow, table=True):
    __tablename__ = "events"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    job_id: UUID = Field(foreign_key="jobs.id")
    kind: str
    data: dict[str, Any] = json_column()
