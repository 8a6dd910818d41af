"""An entry of a job's audit trail, in camelCase."""

from typing import Any
from uuid import UUID

from pydantic import Field

from api.schemas.common import OptionalError, UtcTime, view_of
from domain.base import Wire
from domain.job.approval import SenderKind
from domain.job.audit_trail import AuditEntry, Outcome


class AuditEntryView(Wire):
    """What somebody did or asked, and what came of it.

    `by` says how it is known who that was, `name` who: an API key's name, or what a guest of a review link gave.
    `keyId` is a stored key's, `linkId` and `label` are the link's. `refusal` says why it was refused.
    """

    id: UUID
    at: UtcTime
    action: str = Field(examples=["approve_storyboard"])
    by: SenderKind = Field(examples=["key"])
    name: str = Field(examples=["Ada, production"])
    key_id: UUID | None
    link_id: UUID | None
    label: str | None
    outcome: Outcome = Field(examples=["applied"])
    details: dict[str, Any] = Field(examples=[{"storyboardRevision": 1, "amount": 2.4}])
    refusal: OptionalError


def audit_entry_view(entry: AuditEntry) -> AuditEntryView:
    return view_of(AuditEntryView, entry, entry.actor, at=entry.created_at)
