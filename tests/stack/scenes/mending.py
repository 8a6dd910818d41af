"""What tests of the reconciler do behind everybody's back, and what it says that it mended."""

from typing import Any
from uuid import uuid4

from sqlalchemy import text

from domain.job.model import Job
from domain.task_queues import MAIN_QUEUE
from tests.stack.scenes.stack import Json, Stack
from workflows.reconcile import ReconcileWorkflow, Report


async def reconcile(stage: Stack) -> Report:
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
