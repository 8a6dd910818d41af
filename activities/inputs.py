"""What the steps are told: ids, never bytes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from domain.due import Kind
from domain.faults import Fault
from domain.frozen import Frozen


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
    fault: Fault


class PlanTask(Frozen):
    job: UUID
    revision: int


class TakeTask(Frozen):
    job: UUID
    take: UUID


class Room(Frozen):
    """What is waited for: room at a vendor for something that is ordered for a take, or a saved scene."""

    vendor: str
    visitor: UUID


class CutTask(Frozen):
    job: UUID
    film: UUID


class Failed(Frozen):
    """A piece of work that will not be done, and why."""

    job: UUID
    kind: Kind
    id: str
    fault: Fault
