"""The audit trail of a job: who did or asked what, when, and what came of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from domain.base import Frozen
from domain.errors import ErrorInfo
from domain.job.approval import Actor


class Outcome(StrEnum):
    """What came of it. `unchanged`: it was so already, as when a storyboard is approved twice."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class AuditEntry(Frozen):
    """One thing that somebody did. `details` are JSON, of facts and not of texts: what was said is where it belongs.

    The id derives from what is told, so that it is told once, however often the step that tells it runs.
    """

    id: UUID
    action: str
    actor: Actor
    outcome: Outcome = Outcome.APPLIED
    details: dict[str, Any] = {}
    refusal: ErrorInfo | None = None
    created_at: datetime

    @classmethod
    def of(cls, subject: UUID, action: str, actor: Actor, now: datetime, **details: Any) -> "AuditEntry":
        """Return the entry of an action that happens to the subject once. Details that are None are left out."""
        given = {name: value for name, value in details.items() if value is not None}
        return cls(id=uuid5(subject, action), action=action, actor=actor.actor, details=given, created_at=now)
