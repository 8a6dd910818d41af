"""What the Temporal Web UI shows of a job: search attributes and the current details."""

from typing import Any
from uuid import UUID

from temporalio import workflow
from temporalio.common import SearchAttributeKey

from domain.job.pending_work import PendingWork

JOB_ID = SearchAttributeKey.for_keyword("JobId")
CLIENT_ID = SearchAttributeKey.for_keyword("ClientId")
JOB_STATUS = SearchAttributeKey.for_keyword("JobStatus")
PROGRESS = SearchAttributeKey.for_int("Progress")

SEARCH_ATTRIBUTES = (JOB_ID, CLIENT_ID, JOB_STATUS, PROGRESS)


def show(job: UUID, pending: PendingWork, refusal: str) -> None:
    """Update what has changed: each update is an event of the history."""
    values = (str(job), pending.client_id, pending.status.value, int(pending.progress.percentage))
    now: dict[SearchAttributeKey[Any], object] = dict(zip(SEARCH_ATTRIBUTES, values, strict=True))
    known = workflow.info().typed_search_attributes
    changes = [key.value_set(value) for key, value in now.items() if known.get(key) != value]
    if changes:
        workflow.upsert_search_attributes(changes)
    workflow.set_current_details(f"{pending.details}\n\n{refusal}" if refusal else pending.details)
