"""Bodies of requests to the API, and checks of what it stored and answered."""

from io import BytesIO
from typing import Any

import httpx
from PIL import Image
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from db.schema.tables.jobs import JobRow

JOBS = "/api/v3/jobs"
ASSETS = "/api/v3/assets"
WEBHOOKS = "/api/v3/webhooks"


def brief(**parts: Any) -> dict[str, Any]:
    return {"context": {"clientId": "acme"}, "adBasics": {"productName": "Morning Tea"}, **parts}


async def created(http: httpx.AsyncClient, **parts: Any) -> dict[str, Any]:
    answer = await http.post(JOBS, json=brief(**parts))
    assert answer.status_code == 201, answer.text
    job: dict[str, Any] = answer.json()["data"]
    return job


async def row_counts(engine: AsyncEngine) -> dict[str, int]:
    """Return the number of rows of each table."""
    assert JobRow.metadata is SQLModel.metadata
    async with engine.connect() as connection:
        return {
            table: (await connection.execute(text(f"select count(*) from {table}"))).scalar_one()
            for table in (*SQLModel.metadata.tables, "asset_blobs")
        }


def png(colour: str = "red", size: int = 8) -> bytes:
    """Return a square image of one colour."""
    out = BytesIO()
    Image.new("RGB", (size, size), colour).save(out, "PNG")
    return out.getvalue()


def check_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Assert that the answer is a problem with all its members, and return it."""
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Request-Id"] == problem["request_id"]
    assert problem["type"] == f"urn:greenlight:problem:{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["retryable"] is (status in (408, 429, 503) or code == "storage_full")
    return problem
