"""A FastAPI that does nothing but the SQL of requests that were recorded, and answers what was answered then.

The environment names the database, BARE_DATABASE, and a file, BARE_REQUESTS: JSON of an object for each request, with
`method`, `path` (with its query), `status`, `answer` and `statements`, each `[sql, values, places of fresh ids]`.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg_pool import AsyncConnectionPool

_recorded: dict[tuple[str, str], dict[str, Any]] = {
    (each["method"], each["path"]): each for each in json.loads(Path(os.environ["BARE_REQUESTS"]).read_text())
}
_pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
    os.environ["BARE_DATABASE"],
    kwargs={"autocommit": True, "cursor_factory": AsyncRawCursor},
    min_size=4,
    max_size=10,
    open=False,
)


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with _pool:
        yield


app = FastAPI(lifespan=_lifespan)


@app.get("/ready")
async def ready() -> dict[str, bool]:
    return {"ready": True}


@app.get("/{path:path}")
async def read(request: Request) -> Any:
    return await _do(request)


@app.post("/{path:path}")
async def write(request: Request, response: Response, body: dict[str, Any]) -> Any:  # noqa: ARG001 - parsed as ours is
    response.status_code = 201
    return await _do(request)


async def _do(request: Request) -> Any:
    query = f"?{request.url.query}" if request.url.query else ""
    recorded = _recorded[request.method, request.url.path + query]
    ids: dict[str, str] = {}
    async with _pool.connection() as connection:
        cursor = connection.cursor()
        for sql, values, fresh in recorded["statements"]:
            for place in fresh:
                ids.setdefault(values[place], str(uuid4()))
            given = [ids.get(value, value) if value is not None else None for value in values]
            await cursor.execute(sql, given or None)
            if cursor.description:
                await cursor.fetchall()
    return recorded["answer"]
