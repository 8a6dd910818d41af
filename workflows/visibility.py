"""What people see of a job in the Temporal Web UI: search attributes and the current details."""

from uuid import UUID

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from domain.job.pending_work import PendingWork

JOB_ID = SearchAttributeKey.for_keyword("JobId")
CLIENT_ID = SearchAttributeKey.for_keyword("ClientId")
JOB_STATUS = SearchAttributeKey.for_keyword("JobStatus")
PROGRESS = SearchAttributeKey.for_int("Progress")

SEARCH_ATTRIBUTES = (JOB_ID, CLIENT_ID, JOB_STATUS, PROGRESS)


def show(job: UUID, due: PendingWork, refused: str) -> None:
    """The run looks as the job is. Each upsert is an event, so nothing is said twice."""
    now = TypedSearchAttributes(
        [
            SearchAttributePair(JOB_ID, str(job)),
            SearchAttributePair(CLIENT_ID, due.client_id),
            SearchAttributePair(JOB_STATUS, due.status.value),
            SearchAttributePair(PROGRESS, int(due.progress.percentage)),
        ]
    )
    known = workflow.info().typed_search_attributes
    changes = [pair.key.value_set(pair.value) for pair in now if known.get(pair.key) != pair.value]
    if changes:
        workflow.upsert_search_attributes(changes)
    workflow.set_current_details(f"{due.details}\n\n{refused}" if refused else due.details)
