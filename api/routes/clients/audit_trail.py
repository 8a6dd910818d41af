"""The audit trail of a job: who did what."""

from api.dependencies import ContainerDep, JobId
from api.http.access.scopes import needs
from api.http.idempotency.route import ApiRoute
from api.http.pagination import PageQuery, page_of
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.audit_trail import AuditEntryView, audit_entry_view
from api.schemas.common import Page
from domain.clients.access import Scope

router = ApiRouter(prefix="/api/v3/jobs", tags=["jobs"], route_class=ApiRoute)


@router.get("/{job_id}/audit", summary="Read who did what", responses=responses(404, 422))
@needs(Scope.READ_FILMS)
async def read_audit_trail(job_id: JobId, query: PageQuery, container: ContainerDep) -> Page[AuditEntryView]:
    """Newest first: the job's creation, each message to it with its verdict, its notes and review links, with who sent
    it. Also of a job that is deleted, until it is purged. Entries are only added."""
    await container.jobs.is_deleted(job_id)  # which says whether there is such a job
    entries = await container.audit_trail.of_job(job_id, query.limit + 1, query.after)
    return page_of(entries, query, audit_entry_view)
