"""What the steps are told: ids, never bytes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from domain.base import Frozen
from domain.error_info import ErrorInfo
from domain.job.pending_work import WorkKind


class Command(Frozen):
    """A message to a job. The same `request` is applied once, whoever brings it and however often."""

    job: UUID
    request: str
    name: str
    fields: dict[str, Any] = {}
    expires_at: datetime | None = None


class AssetTask(Frozen):
    job: UUID
    asset: UUID


class LostAsset(Frozen):
    asset: UUID
    fault: ErrorInfo


class PlanTask(Frozen):
    job: UUID
    revision: int


class TakeTask(Frozen):
    job: UUID
    take: UUID


class CapacityRequest(Frozen):
    """What is waited for: room at a vendor for something that is ordered for a take, or a saved scene."""

    vendor: str
    visitor: UUID


class CutTask(Frozen):
    job: UUID
    film: UUID


class Failed(Frozen):
    """A piece of work that will not be done, and why."""

    job: UUID
    kind: WorkKind
    id: str
    fault: ErrorInfo
