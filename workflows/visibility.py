"""What the Temporal Web UI shows of a job: search attributes and the current details."""

from uuid import UUID

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from domain.job.pending_work import PendingWork

JOB_ID = SearchAttributeKey.for_keyword("JobId")
CLIENT_ID = SearchAttributeKey.for_keyword("ClientId")
JOB_STATUS = SearchAttributeKey.for_keyword("JobStatus")
PROGRESS = SearchAttributeKey.for_int("Progress")

SEARCH_ATTRIBUTES = (JOB_ID, CLIENT_ID, JOB_STATUS, PROGRESS)


def show(job: UUID, pending: PendingWork, refusal: str) -> None:
    """Update what has changed: each update is an event of the history."""
    now = TypedSearchAttributes(
        [
            SearchAttributePair(JOB_ID, str(job)),
            SearchAttributePair(CLIENT_ID, pending.client_id),
            SearchAttributePair(JOB_STATUS, pending.status.value),
            SearchAttributePair(PROGRESS, int(pending.progress.percentage)),
        ]
    )
    known = workflow.info().typed_search_attributes
    changes = [pair.key.value_set(pair.value) for pair in now if known.get(pair.key) != pair.value]
    if changes:
        workflow.upsert_search_attributes(changes)
    workflow.set_current_details(f"{pending.details}\n\n{refusal}" if refusal else pending.details)
