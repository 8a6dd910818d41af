"""Read a job for a route, and send it a message."""

from uuid import UUID

from api.container import Container
from domain.errors import NotFound
from domain.job.model import Job
from domain.rules.messages import Message


async def load_job(container: Container, job_id: UUID) -> Job:
    """Return the job. Raise NotFound if there is none or it is deleted."""
    job = await container.jobs.load(job_id)
    if job.deleted_at is not None:
        raise NotFound(f"no job {job_id}; it was deleted and can be restored")
    return job


async def send_message(container: Container, job_id: UUID, message_id: UUID, message: Message) -> Job:
    """Have the job's workflow apply the message, and return the job after it.

    The same message id is applied once. Whether the message is allowed is decided where it is applied, so that one that
    is sent again gets its first verdict. Errors: Refused, Transient.
    """
    await container.jobs.load(job_id)
    fields = message.model_dump(mode="json", by_alias=True, exclude={"action"}, exclude_unset=True)
    await container.gateway.act(job_id, str(message_id), message.action, fields)
    return await container.jobs.load(job_id)
