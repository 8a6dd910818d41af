"""The app behind uvicorn: connections that end early, and bodies that are refused while they are sent."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from api.container import Container
from tests.harness.api_bodies import JOBS, brief, created
from tests.harness.live_api import served


@pytest.fixture
async def live(container: Container) -> AsyncIterator[httpx.AsyncClient]:
    async with served(container) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield client


async def test_the_app_gets_its_container_from_the_server(live: httpx.AsyncClient) -> None:
    job = await created(live)
    assert (await live.get(f"{JOBS}/{job['id']}")).json()["data"] == job


async def test_a_client_that_sends_too_much_gets_the_response(live: httpx.AsyncClient) -> None:
    large = brief(adBasics={"productDescription": "d" * 8 * 1024 * 1024})
    answer = await live.post(JOBS, json=large)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_wait_ends_when_its_client_disconnects(live: httpx.AsyncClient) -> None:
    job = (await created(live))["id"]
    with pytest.raises(httpx.ReadTimeout):
        await live.get(f"{JOBS}/{job}", params={"wait": "60s"}, timeout=0.3)
    over = 'greenlight_http_request_seconds_count{method="GET",route="/api/v3/jobs/{job_id}"} 1.0'
    async with asyncio.timeout(10):
        while over not in (await live.get("/metrics")).text:
            pass
