"""What webhooks tell."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.base import Frozen


class WebhookEventType(StrEnum):
    JOB_CREATED = "job.created"
    REVIEW_REQUIRED = "storyboard.review_required"
    APPROVED = "storyboard.approved"
    REJECTED = "storyboard.rejected"
    SCENE_COMPLETED = "scene.completed"
    SCENE_FAILED = "scene.failed"
    JOB_COMPLETED = "job.completed"
    JOB_FAILED = "job.failed"
    JOB_CANCELLED = "job.cancelled"
    BUDGET_EXCEEDED = "budget.exceeded"
    BUDGET_WARNING = "budget.warning"
    NOTE_CREATED = "note.created"
    WEBHOOK_DISABLED = "webhook.disabled"
    """An endpoint was disabled because it failed for days, or said that it is gone. The client's others are told."""

    WEBHOOK_TEST = "webhook.test"
    """Sent on request, to one endpoint only."""


class WebhookEvent(Frozen):
    """Something to be told. `data` is a thin body's, without URLs.

    `id` is that of its row; None for what tells of no job, which has neither row nor sequence. `sequence` counts the
    webhook events of a job from 1, without gaps.
    """

    id: int | None = None
    type: WebhookEventType
    job_id: UUID | None = None
    client_id: str | None = None
    sequence: int | None = None
    data: dict[str, Any]
    occurred_at: datetime
