"""What tests of the audit change in storage and in the database directly, and what it reports to have mended."""

from typing import Any

from sqlalchemy import text

from domain.job.model import Job
from tests.harness.api_client import Json
from tests.harness.stack import Stack


async def sql(stack: Stack, statement: str, **values: Any) -> None:
    async with stack.container.engine.begin() as connection:
        await connection.execute(text(statement), values)


async def keys(stack: Stack, folder: str) -> set[str]:
    """Keys of stored objects in the folder."""
    async with stack.container.engine.begin() as connection:
        found = await connection.execute(text("select key from asset_blobs where key like :f"), {"f": f"{folder}%"})
        return {str(key) for (key,) in found}


async def put(stack: Stack, key: str) -> None:
    """Store an object of one byte."""
    insert = "insert into asset_blobs (key, data, content_type, size_bytes, etag) values (:key, 'x', 'x/y', 1, 'x')"
    await sql(stack, insert, key=key)


async def lose(stack: Stack, key: str | None) -> None:
    """Delete the object without any row knowing it."""
    assert key
    assert key in await keys(stack, key)
    await sql(stack, "delete from asset_blobs where key = :key", key=key)


async def repairs(stack: Stack, job: Job) -> list[Json]:
    """The repairs in the job's events."""
    async with stack.container.engine.begin() as connection:
        query = text("select data from events where job_id = :job and kind = 'repair' order by id")
        return [data for (data,) in await connection.execute(query, {"job": job.id})]


async def repairs_counted(stack: Stack, kind: str) -> float:
    lines = (await stack.http.get("/metrics")).text.splitlines()
    return sum(float(line.split()[1]) for line in lines if line.startswith(f'greenlight_repairs{{kind="{kind}"}}'))
