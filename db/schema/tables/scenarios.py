"""Saved scenarios, their scenes, and the tasks that save them."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Numeric
from sqlmodel import Field

from db.schema.tables.columns import Dated, json_column, time_column


class TaskRow(Dated, table=True):
    __tablename__ = "tasks"

    type: str
    client_id: str
    short_id: str
    user_id: str
    scenario: dict[str, Any] = json_column()
    status: str
    progress: int
    message: str
    price: int | None = None
    skipped_reason: str | None = None
    vendor_away_since: datetime | None = time_column(nullable=True)
    result: dict[str, Any] | None = json_column(nullable=True)
    error: dict[str, Any] | None = json_column(nullable=True)
    cancelled_by: str | None = None
    is_settled: bool


class VideoScenarioRow(Dated, table=True):
    __tablename__ = "video_scenarios"

    task_id: UUID = Field(foreign_key="tasks.id")
    short_id: str
    user_id: str
    title: str
    description: str | None = None
    script: str | None = None
    scene_count: int
    estimated_duration: float | None = None
    notes: dict[str, Any] = json_column("metadata")


class VideoSceneRow(Dated, table=True):
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
    notes: dict[str, Any] = json_column("metadata")
    outcome: str | None = None
    provider: str | None = None
    asked_at: datetime | None = time_column(nullable=True)
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
    error: dict[str, Any] | None = json_column(nullable=True)
