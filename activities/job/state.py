"""Read and change a job's state in Postgres: its pending work, messages, and failures."""

from datetime import datetime
from uuid import UUID

from temporalio import activity

from activities.common.inputs import Command, FailedWork, InvalidMessage
from activities.purchasing.known_providers import check_providers
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.errors import NotFound
from domain.job.approval import TEMPORAL
from domain.job.model import Job, JobStatus
from domain.job.pending_work import PendingWork, WorkKind, pending_work
from domain.ports.repositories import JobRepository
from domain.rules import overlays, results
from domain.rules.messages import parse_message
from domain.rules.purchases import first_frames, speeches
from domain.rules.scenes.fallback import Offers, fail_or_offer


class JobStateActivities:
    def __init__(self, jobs: JobRepository, offers: Offers, catalog: VendorCatalog) -> None:
        self._jobs = jobs
        self._offers = offers
        self._catalog = catalog

    @activity.defn(name="what_is_due")
    async def find_pending_work(self, job_id: UUID) -> PendingWork | None:
        """Return the job's pending work; None if the job has been purged. A new job leaves `pending` here."""
        try:
            job = await self._jobs.load(job_id)
            if job.status is JobStatus.PENDING:
                job = await self._jobs.change(job_id, results.begin)
        except NotFound:
            return None
        return pending_work(job)

    @activity.defn(name="apply_message")
    async def apply(self, command: Command) -> PendingWork:
        """Apply the message once, and return the job's pending work after it. Without a sender it is Temporal's tools'.

        Errors: Refused, which is remembered for the same request.
        """
        message = command.message
        if isinstance(message, InvalidMessage):
            message = parse_message(message.action, message.fields)
        check_providers(self._catalog, message)
        sender = command.sender or TEMPORAL
        return pending_work(await self._jobs.apply(command.job, command.request, message, command.expires_at, sender))

    @activity.defn(name="record_failure")
    async def record_failure(self, failed: FailedWork) -> PendingWork:
        """Record why work failed for good, and return the job's pending work after it.

        Nothing changes if the work was done or superseded meanwhile. In the same transaction a scene that its vendor
        will not make is offered to the next one.
        """

        def rule(job: Job, now: datetime) -> Job:
            match failed.kind:
                case WorkKind.FILM:
                    return fail_or_offer(job, UUID(failed.id), failed.fault, now, self._offers)
                case WorkKind.STOP:
                    return results.fail_stop(job, UUID(failed.id), failed.fault)
                case WorkKind.PLAN:
                    return results.fail_planning(job, int(failed.id), failed.fault)
                case WorkKind.SPEAK:
                    return speeches.fail(job, UUID(failed.id), failed.fault, now)
                case WorkKind.DRAW:
                    return first_frames.fail(job, UUID(failed.id), failed.fault)
                case WorkKind.CAPTION:
                    return overlays.fail_captioning(job, UUID(failed.id), failed.fault)
                case WorkKind.CUT:
                    return results.fail_cutting(job, UUID(failed.id), failed.fault)
                case WorkKind.INGEST:
                    return results.mark_asset_failed(job, UUID(failed.id), failed.fault)

        return pending_work(await self._jobs.change(failed.job, rule))
