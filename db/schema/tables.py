"""The columns of each table. Constraints and indexes are only in the migrations, which create the schema."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Numeric
from sqlmodel import Field, SQLModel

_ZONED = DateTime(timezone=True)


def _json(column: str | None = None, *, nullable: bool = False) -> Any:
    """`column` is its name in SQL, where SQLModel does not allow a field of that name."""
    named = {"name": column} if column else {}
    return Field(sa_type=JSON(none_as_null=True), nullable=nullable, sa_column_kwargs=named)


def _time(nullable: bool = False) -> Any:
    return Field(sa_type=_ZONED, nullable=nullable)


class _Created(SQLModel):
    created_at: datetime = _time()


class Identified(_Created):
    id: UUID = Field(primary_key=True)


class _Dated(Identified):
    updated_at: datetime = _time()


class JobRow(_Dated, table=True):
    __tablename__ = "jobs"

    client_id: str
    status: str
    revision: int
    cut_revision: int
    brief: dict[str, Any] = _json()
    error: dict[str, Any] | None = _json(nullable=True)
    film_id: UUID | None = None
    deleted_at: datetime | None = _time(nullable=True)
    version: int
    search_text: str
    needs_decision: bool
    webhook_sequence: int
    budget_warning: dict[str, Any] | None = _json(nullable=True)


class StoryboardRow(_Created, table=True):
    __tablename__ = "storyboards"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id")
    revision: int = Field(primary_key=True)
    scenes: list[Any] | None = _json(nullable=True)
    verdict: str | None = None
    approval: dict[str, Any] | None = _json(nullable=True)
    feedback: str | None = None
    only_scene: int | None = None
    notes: list[str] = _json()
    planner: dict[str, str] = _json()
    written_at: datetime | None = _time(nullable=True)


class SceneRow(_Dated, table=True):
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
    assets: list[str] = _json()
    direction: dict[str, str] = _json()
    take_id: UUID | None = None
    fallback_take_id: UUID | None = None
    first_frame_id: UUID | None = None
    provider_id: str | None = None
    notes: dict[str, Any] = _json("metadata")
    original_video_clip_s3_key: str | None = None
    working_video_clip_s3_key: str | None = None
    error: dict[str, Any] | None = _json(nullable=True)
    deleted_at: datetime | None = _time(nullable=True)


class TakeRow(Identified, table=True):
    __tablename__ = "takes"

    job_id: UUID = Field(foreign_key="jobs.id")
    scene_id: UUID = Field(foreign_key="job_scenes.id")
    number: int
    request: str
    seed: int = Field(sa_type=BigInteger)
    source_url: str | None = None
    status: str
    text: dict[str, Any] | None = _json(nullable=True)
    feedback: str | None = None
    notes: list[str] = _json()
    provider: str
    model: str
    queue: str
    asked_at: datetime | None = _time(nullable=True)
    order_id: str | None = None
    orders: int
    attempt: int
    next_retry_at: datetime | None = _time(nullable=True)
    failing_since: datetime | None = _time(nullable=True)
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
    left_out: list[Any] = _json()
    still: dict[str, Any] | None = _json(nullable=True)
    still_asked_at: datetime | None = _time(nullable=True)
    waits_at: str | None = None
    chained_from: UUID | None = None
    chained_frames: int | None = None
    fallback_of: UUID | None = None
    is_draft: bool
    references: list[str] = _json("reference_assets")
    price: Decimal = Field(sa_type=Numeric(12, 4))
    cost: Decimal = Field(sa_type=Numeric(12, 4))
    error: dict[str, Any] | None = _json(nullable=True)


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
    asked_at: datetime | None = _time(nullable=True)
    order_id: str | None = None
    orders: int
    attempt: int
    next_retry_at: datetime | None = _time(nullable=True)
    failing_since: datetime | None = _time(nullable=True)
    key: str | None = None
    sha256: str | None = None
    size: int | None = Field(default=None, sa_type=BigInteger)
    seconds: float | None = None
    words: list[Any] = _json()
    timing: str | None = None
    prompt: str | None = None
    price: Decimal = Field(sa_type=Numeric(12, 4))
    cost: Decimal = Field(sa_type=Numeric(12, 4))
    error: dict[str, Any] | None = _json(nullable=True)


class FirstFrameRow(Identified, table=True):
    __tablename__ = "first_frames"

    job_id: UUID = Field(foreign_key="jobs.id")
    scene_id: UUID = Field(foreign_key="job_scenes.id")
    number: int
    request: str
    text: dict[str, Any] = _json()
    feedback: str | None = None
    references: list[str] = _json("reference_assets")
    seed: int = Field(sa_type=BigInteger)
    status: str
    provider: str
    model: str
    asked_at: datetime | None = _time(nullable=True)
    order_id: str | None = None
    orders: int
    attempt: int
    next_retry_at: datetime | None = _time(nullable=True)
    failing_since: datetime | None = _time(nullable=True)
    key: str | None = None
    sha256: str | None = None
    size: int | None = Field(default=None, sa_type=BigInteger)
    prompt: str | None = None
    price: Decimal = Field(sa_type=Numeric(12, 4))
    cost: Decimal = Field(sa_type=Numeric(12, 4))
    error: dict[str, Any] | None = _json(nullable=True)


class FilmRow(Identified, table=True):
    __tablename__ = "films"

    job_id: UUID = Field(foreign_key="jobs.id")
    key: str
    frames: int
    size_bytes: int = Field(sa_type=BigInteger)
    sha256: str | None = None
    takes: list[str] = _json()
    left_out: list[Any] = _json()
    soundtrack: dict[str, Any] | None = _json(nullable=True)
    content_credentials: dict[str, Any] | None = _json(nullable=True)


class SigningCertificateRow(_Created, table=True):
    """The certificate that this installation has made for itself: one row at most."""

    __tablename__ = "signing_certificates"

    is_only: bool = Field(default=True, primary_key=True)
    chain: str
    private_key: str
    algorithm: str
    signer: str


class NoteRow(_Dated, table=True):
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
    resolved_at: datetime | None = _time(nullable=True)
    deleted_at: datetime | None = _time(nullable=True)


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
    error: dict[str, Any] | None = _json(nullable=True)


class JobAssetRow(SQLModel, table=True):
    __tablename__ = "job_assets"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id")
    asset_id: UUID = Field(primary_key=True, foreign_key="assets.id")
    position: int
    name: str
    role: str


class ClientMonthRow(SQLModel, table=True):
    __tablename__ = "client_months"

    client_id: str = Field(primary_key=True)
    month: date = Field(primary_key=True)
    spent: Decimal = Field(sa_type=Numeric(14, 4))


class VendorRow(SQLModel, table=True):
    __tablename__ = "vendors"

    name: str = Field(primary_key=True)
    failures: int
    down_until: datetime | None = _time(nullable=True)
    probed_at: datetime | None = _time(nullable=True)
    next_visitor: UUID | None = None
    next_until: datetime | None = _time(nullable=True)


class RequestRow(_Created, table=True):
    __tablename__ = "requests"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id")
    id: str = Field(primary_key=True)
    name: str
    refusal: dict[str, Any] | None = _json(nullable=True)
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
    details: dict[str, Any] = _json()
    refusal: dict[str, Any] | None = _json(nullable=True)


class ReviewLinkRow(Identified, table=True):
    __tablename__ = "review_links"

    job_id: UUID = Field(foreign_key="jobs.id")
    token_hash: str
    permission: str
    label: str
    expires_at: datetime | None = _time(nullable=True)
    secret: str
    password_hash: str | None = None
    allow_download: bool
    show_cost: bool
    revoked_at: datetime | None = _time(nullable=True)
    opened: int
    last_opened_at: datetime | None = _time(nullable=True)


class ClientRow(_Created, table=True):
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
    scopes: list[str] = _json()
    secret_hash: str
    previous_hash: str | None = None
    previous_until: datetime | None = _time(nullable=True)
    rotation: UUID | None = None
    expires_at: datetime | None = _time(nullable=True)
    revoked_at: datetime | None = _time(nullable=True)
    last_used_at: datetime | None = _time(nullable=True)


class EventRow(_Created, table=True):
    __tablename__ = "events"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    job_id: UUID = Field(foreign_key="jobs.id")
    kind: str
    data: dict[str, Any] = _json()


class WebhookEndpointRow(_Dated, table=True):
    __tablename__ = "webhook_endpoints"

    kind: str
    target: str
    description: str
    events: list[str] = _json()
    client_id: str | None = None
    job_id: UUID | None = Field(default=None, foreign_key="jobs.id")
    secret: str | None = None
    previous_secret: str | None = None
    previous_secret_until: datetime | None = _time(nullable=True)
    disabled_at: datetime | None = _time(nullable=True)
    disabled_reason: str | None = None
    failing_since: datetime | None = _time(nullable=True)
    failed_at: datetime | None = _time(nullable=True)
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
    data: dict[str, Any] = _json()
    occurred_at: datetime = _time()
    status: str
    attempts: int
    earlier_attempts: int
    next_attempt_at: datetime | None = _time(nullable=True)
    ended_at: datetime | None = _time(nullable=True)


class WebhookAttemptRow(SQLModel, table=True):
    __tablename__ = "webhook_attempts"

    delivery_id: UUID = Field(primary_key=True, foreign_key="webhook_deliveries.id")
    number: int = Field(primary_key=True)
    attempted_at: datetime = _time()
    duration_ms: int
    status_code: int | None = None
    error: str | None = None
    answer: str


class WebhookCursorRow(SQLModel, table=True):
    """The last event that became deliveries: one row."""

    __tablename__ = "webhook_cursor"

    is_only: bool = Field(default=True, primary_key=True)
    last_event: int = Field(sa_type=BigInteger)


class RepairRow(_Created, table=True):
    __tablename__ = "repairs"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    kind: str
    subject: str
    job_id: UUID | None = None


class IdempotencyRow(Identified, table=True):
    __tablename__ = "idempotency_keys"

    scope: str
    key: str
    body_hash: str
    status: int | None = None
    answer: dict[str, Any] | None = _json(nullable=True)
    locked_until: datetime = _time()


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


class TaskRow(_Dated, table=True):
    __tablename__ = "tasks"

    type: str
    client_id: str
    short_id: str
    user_id: str
    scenario: dict[str, Any] = _json()
    status: str
    progress: int
    message: str
    price: int | None = None
    skipped_reason: str | None = None
    vendor_away_since: datetime | None = _time(nullable=True)
    result: dict[str, Any] | None = _json(nullable=True)
    error: dict[str, Any] | None = _json(nullable=True)
    cancelled_by: str | None = None
    is_settled: bool


class VideoScenarioRow(_Dated, table=True):
    __tablename__ = "video_scenarios"

    task_id: UUID = Field(foreign_key="tasks.id")
    short_id: str
    user_id: str
    title: str
    description: str | None = None
    script: str | None = None
    scene_count: int
    estimated_duration: float | None = None
    notes: dict[str, Any] = _json("metadata")


class VideoSceneRow(_Dated, table=True):
    __tablename__ = "video_scenes"

    scenario_id: UUID = Field(foreign_key="video_scenarios.id")
    scene_number: int
    scene_id: str | None = None
    description: str | None = None
    duration: float | None = None
    image_prompt: str | None = None
    visual_prompt: str | None = None
    product_reference_image_url: str | None = None
    image_reasoning: str | None = None
    image_url: str | None = None
    status: str
    notes: dict[str, Any] = _json("metadata")
    outcome: str | None = None
    provider: str | None = None
    asked_at: datetime | None = _time(nullable=True)
    order_id: str | None = None
    orders: int = 0
    reserved: Decimal = Field(default=Decimal(0), sa_type=Numeric(12, 4))
    cost: Decimal = Field(default=Decimal(0), sa_type=Numeric(12, 4))
    credits: int = 0
    image_key: str | None = None
    image_type: str | None = None
    image_size: int | None = Field(default=None, sa_type=BigInteger)
    asset_id: UUID | None = Field(default=None, foreign_key="assets.id")
    warning: str | None = None
    error: dict[str, Any] | None = _json(nullable=True)
