"""A studio whose films are made by adapters as in production, at simulated vendors of clips and pictures."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser

from api.container import build_container
from domain.job.model import Job, JobStatus
from runtime.settings.settings import load_settings
from tests.harness.api_client import Http, Json, api_client, json_of, send
from tests.harness.live_api import served
from tests.harness.pipeline import Pipeline, open_pipeline
from tests.simulators.film import MediaVendor, serving
from tests.stack.browser.briefs import PICTURE
from tests.stack.browser.windows import Windows


@dataclass
class VendorStudio:
    """A running API with a worker. `address` is that of the studio, `windows` opens windows on it."""

    pipeline: Pipeline
    http: Http
    windows: Windows

    async def in_review(self, **production: Any) -> Job:
        """A job of two scenes with a picture of the product, in review. `production` is that of its brief."""
        with PICTURE.open("rb") as picture:
            stored = await self.http.post(
                "/api/v3/assets", files={"file": (PICTURE.name, picture, "image/jpeg")}, data={"role": "product"}
            )
        asset = json_of(stored, 201)["data"]["id"]
        made = await send(
            self.http,
            "POST",
            "/api/v3/jobs",
            {
                "context": {"clientId": "client"},
                "adBasics": {"productName": "Morrow", "duration": 10},
                "creative": {"assets": [{"id": asset, "role": "product", "name": "The cup"}]},
                "production": {"resolution": "720p", "music": "none", **production},
            },
        )
        job = UUID(json_of(made, 201)["data"]["id"])
        return await self.pipeline.reach(job, JobStatus.STORYBOARD_REVIEW)

    async def shown(self, job: Job) -> Json:
        """The job as the API shows it."""
        found: Json = json_of(await self.http.get(f"/api/v3/jobs/{job.id}"), 200)["data"]
        return found

    async def estimate(self, job: Job) -> Json:
        """What the job costs, as the API says."""
        found: Json = json_of(await self.http.get(f"/api/v3/jobs/{job.id}/estimate"), 200)["data"]
        return found

    async def approve(self, job: Job) -> None:
        action = {"action": "approve_storyboard", "amount": (await self.estimate(job))["total"]}
        json_of(await send(self.http, "POST", f"/api/v3/jobs/{job.id}/actions", action), 200)

    async def put(self, path: str, body: Json) -> None:
        json_of(await send(self.http, "PUT", path, body), 200)

    async def until(self, job: Job, true: Callable[[Job], object]) -> Job:
        return await self.pipeline.until(job.id, true)


@asynccontextmanager
async def open_vendor_studio(
    browser: Browser, temporal: str, patch: pytest.MonkeyPatch, vendors: tuple[MediaVendor, ...], **variables: str
) -> AsyncIterator[VendorStudio]:
    """Open a studio for these vendors, with these variables of the environment. A page of it that has an error, or is
    refused what the test does not name, fails the test."""
    async with AsyncExitStack() as stack:
        for vendor in vendors:
            await stack.enter_async_context(serving(vendor))
            variables = vendor.environment() | variables
        for name, value in variables.items():
            patch.setenv(name, value)
        settings = load_settings()
        pipeline = await stack.enter_async_context(open_pipeline(settings, temporal))
        await stack.enter_async_context(pipeline.worker())
        container = build_container(settings, pipeline.adapters, pipeline.gateway)
        http = await stack.enter_async_context(api_client(container))
        address = await stack.enter_async_context(served(container))
        windows = Windows(browser, address)
        yield VendorStudio(pipeline, http, windows)
        await windows.close()
        assert not windows.problems, "\n".join(windows.problems)
