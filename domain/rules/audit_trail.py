"""What the audit trail of a job tells of a message, and of what happens without one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid5

from domain.errors import ErrorInfo, Refused
from domain.job.approval import Approval, Sender, SenderKind
from domain.job.audit_trail import AuditEntry, Outcome
from domain.job.model import Job
from domain.rules.messages import (
    ApproveStoryboard,
    Message,
    RegenerateAllScenes,
    RejectStoryboard,
    SetBudget,
)
from domain.rules.purchases.first_frame_messages import DrawFirstFrames
from domain.rules.scenes.scene_messages import ScenesBatch

_SHOWN: Final = frozenset(
    {
        "after",
        "aiLabel",
        "amount",
        "asset",
        "captionStyle",
        "captions",
        "draft",
        "duration",
        "endCard",
        "expectedRevision",
        "fallback",
        "firstFrameId",
        "logo",
        "maxCost",
        "music",
        "noteIds",
        "op",
        "references",
        "scene",
        "sceneIds",
        "sceneNumber",
        "sceneNumbers",
        "status",
        "storyboardRevision",
        "take",
        "voice",
        "voiceName",
    }
)
"""The fields of messages whose values are told. Of the others, which are texts and addresses, only the names are."""


def entry_of_message(
    before: Job, message: Message, request: str, sender: Sender, now: datetime, result: Job | Refused
) -> AuditEntry:
    """Return what is told of a message to the job. `result` is the job after it, or why it was refused."""
    details = _details(message)
    outcome, refusal = Outcome.APPLIED, None
    match result:
        case Refused():
            outcome, refusal = Outcome.REFUSED, ErrorInfo.of(result)
        case Job():
            outcome = Outcome.UNCHANGED if result is before or result == before else Outcome.APPLIED
            details |= _facts(before, message, result)
    return AuditEntry(
        id=uuid5(before.id, f"request {request}"),
        action=message.action,
        actor=sender.actor,
        outcome=outcome,
        details=details,
        refusal=refusal,
        created_at=now,
    )


def entry_of_creation(job: Job, sender: Sender) -> AuditEntry:
    brief = job.brief
    max_cost, webhook = brief.production.max_cost, brief.webhook
    return AuditEntry.of(
        job.id,
        "job_created",
        sender,
        job.created_at,
        clientId=brief.context.client_id,
        autoApprove=brief.production.auto_approve or None,
        maxCost=None if max_cost is None else float(max_cost),
        webhookId=str(webhook.id) if webhook else None,
    )


def entries_of_change(before: Job, after: Job, now: datetime) -> Iterator[AuditEntry]:
    """Yield what is told of a change by itself: that a storyboard was approved because the brief says `autoApprove`."""
    board, known = after.current_storyboard, before.current_storyboard
    approval = board.approval if board else None
    if approval is None or approval.by is not SenderKind.AUTO or (known and known.approval == approval):
        return
    # Behind the creation of the job, if both are in one transaction.
    yield AuditEntry(
        id=uuid5(after.id, f"automatic approval {after.revision}"),
        action="approve_storyboard",
        actor=approval.actor,
        details=_approved(after, approval),
        created_at=now + timedelta(microseconds=1),
    )


def _details(message: Message) -> dict[str, Any]:
    if isinstance(message, ScenesBatch):
        return {"operations": [_said(operation) for operation in message.operations]}
    return _said(message, "action")


def _said(part: Any, *left_out: str) -> dict[str, Any]:
    given = part.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True, exclude=set(left_out))
    given = {name: value for name, value in given.items() if value not in ((), [], {})}
    told = {name: value for name, value in given.items() if name in _SHOWN}
    others = sorted(given.keys() - _SHOWN)
    return told | ({"fields": others} if others else {})


def _facts(before: Job, message: Message, after: Job) -> dict[str, Any]:
    """Return what the message itself does not say."""
    match message:
        case ApproveStoryboard():
            board = after.current_storyboard
            return _approved(after, board.approval) if board and board.approval else {}
        case RejectStoryboard() | RegenerateAllScenes():
            return {"storyboardRevision": before.revision}
        case DrawFirstFrames():
            asked = {each.scene_id for each in after.first_frames[len(before.first_frames) :]}
            return {"sceneNumbers": [scene.number for scene in after.active_scenes if scene.id in asked]}
        case SetBudget():
            limits = {"maxCostBefore": before.brief.production.max_cost, "maxCost": message.max_cost}
            return {name: None if limit is None else float(limit) for name, limit in limits.items()}
        case _:
            return {}


def _approved(job: Job, approval: Approval) -> dict[str, Any]:
    """Return which revision is approved for what amount, in US dollars; None: the amount was unknown."""
    return {
        "storyboardRevision": job.revision,
        "amount": None if approval.amount is None else float(approval.amount),
    }
