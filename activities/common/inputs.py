"""What the steps are told: ids, never bytes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

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
    """Capacity at a vendor that is waited for, for the order of a take or of a saved scene: its claimant."""

    model_config = ConfigDict(populate_by_name=True)

    vendor: str
    claimant: UUID = Field(alias="visitor")  # the name in payloads of open runs


class CutTask(Frozen):
    job: UUID
    film: UUID


class Failed(Frozen):
    """A piece of work that will not be done, and why."""

    job: UUID
    kind: WorkKind
    id: str
    fault: ErrorInfo
