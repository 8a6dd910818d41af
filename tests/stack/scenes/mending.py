"""What tests of the audit change in storage and in the database directly, and what it reports to have mended."""

from typing import Any
from uuid import uuid4

from sqlalchemy import text

from activities.maintenance.audit_storage import AuditReport
from activities.maintenance.wake_jobs import WakeReport
from domain.job.model import Job
from domain.task_queues import MAIN_QUEUE
from tests.stack.scenes.stack import Json, Stack
from workflows.audit_storage import AuditStorageWorkflow
from workflows.reconcile import ReconcileWorkflow


async def audit(stage: Stack) -> AuditReport:
    return await stage.studio.client.execute_workflow(
        AuditStorageWorkflow.run, id=f"audit-{uuid4()}", task_queue=MAIN_QUEUE
    )


async def wake(stage: Stack) -> WakeReport:
    return await stage.studio.client.execute_workflow(
        ReconcileWorkflow.run, id=f"reconcile-{uuid4()}", task_queue=MAIN_QUEUE
    )


async def sql(stage: Stack, statement: str, **values: Any) -> None:
    async with stage.wiring.engine.begin() as connection:
        await connection.execute(text(statement), values)


async def keys(stage: Stack, folder: str) -> set[str]:
    """What is stored there."""
    async with stage.wiring.engine.begin() as connection:
        found = await connection.execute(text("select key from asset_blobs where key like :f"), {"f": f"{folder}%"})
        return {str(key) for (key,) in found}


async def put(stage: Stack, key: str) -> None:
    """Store an object of one byte."""
    insert = "insert into asset_blobs (key, data, content_type, size_bytes, etag) values (:key, 'x', 'x/y', 1, 'x')"
    await sql(stage, insert, key=key)


async def lose(stage: Stack, key: str | None) -> None:
    """The object is deleted behind everybody's back."""
    assert key
    assert key in await keys(stage, key)
    await sql(stage, "delete from asset_blobs where key = :key", key=key)


async def repairs(stage: Stack, job: Job) -> list[Json]:
    """The repairs that the job's events tell of."""
    async with stage.wiring.engine.begin() as connection:
        query = text("select data from events where job_id = :job and kind = 'repair' order by id")
        return [data for (data,) in await connection.execute(query, {"job": job.id})]


async def repairs_counted(stage: Stack, kind: str) -> float:
    lines = (await stage.http.get("/metrics")).text.splitlines()
    return sum(float(line.split()[1]) for line in lines if line.startswith(f'greenlight_repairs{{kind="{kind}"}}'))
