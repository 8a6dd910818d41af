"""The messages to a job that were applied or refused: each has its verdict once, and its entry in the audit trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Json

from db.connections.prepared import Statement
from db.jobs.audit_trail import entry_row
from domain.clients.access import MissingScope
from domain.errors import Conflict, Invalid, NotFound, PreconditionFailed, Refused
from domain.job.approval import Sender
from domain.job.model import Job
from domain.rules.audit_trail import entry_of_message
from domain.rules.messages import Message, asks_for_regeneration

_REFUSALS: dict[str, type[Refused]] = {
    kind.code: kind for kind in (Conflict, Invalid, MissingScope, NotFound, PreconditionFailed)
}

_FIND = b"select refusal from requests where job_id = %s and id = %s"
_ADD = b"""
insert into requests (job_id, id, name, refusal, regenerates, created_at) values (%s, %s, %s, %s, %s, %s)"""


def request_row(job_id: UUID, request: str) -> Statement:
    """Return what reads the refusal of the request; no row if it has no verdict yet."""
    return _FIND, (job_id, request)


def raise_again(refusal: Mapping[str, Any] | None) -> None:
    """Raise the refusal that a request got before, if it was refused."""
    if refusal:
        raise _REFUSALS[refusal["code"]](refusal["message"], now=refusal.get("now"))


def verdict_rows(
    before: Job, message: Message, request: str, sender: Sender, now: datetime, result: Job | Refused
) -> tuple[Statement, ...]:
    """Return what remembers and tells that the message made `result` of the job, or was refused."""
    refused = result if isinstance(result, Refused) else None
    kept = Json({"code": refused.code, "message": refused.message, "now": refused.now}) if refused else None
    regenerates = refused is None and asks_for_regeneration(message)
    entry = entry_of_message(before, message, request, sender, now, result)
    return (_ADD, (before.id, request, message.action, kept, regenerates, now)), entry_row(before.id, entry)
