"""A stack that saves scenarios: real servers, a worker, the API, and a simulated image vendor."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import text

from api.container import Container, build_container
from db.purchasing.vendor_limits import PostgresVendorHealth
from domain.scenarios.task import TaskResult
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.temporal_client import register_search_attributes
from tests.harness.api_client import TIMEOUT_SECONDS, Http, Json, api_client, json_of, send
from tests.harness.environment import set_environment
from tests.harness.pipeline import Pipeline, open_pipeline
from tests.harness.scenario_seed import SAVE, save_body
from tests.harness.servers.homes import new_home
from tests.simulators.film import serving
from tests.simulators.openai_images import OpenAIImages

OPENAI = {
    "IMAGE_PROVIDER": "openai",
    "IMAGE_UNAVAILABLE_AFTER_SECONDS": "2",
    "VENDOR_CONCURRENCY": "openai=100",
    "VENDOR_RATE": "openai=1000/second",
}
FIRST_PAUSE = timedelta(milliseconds=500)
"""The pause after a vendor's outage, so short that the next test can order again."""


@dataclass
class ScenarioStack:
    """A pipeline with its API and a simulated image vendor."""

    pipeline: Pipeline
    container: Container
    http: Http
    vendor: OpenAIImages

    async def user(self, credits: int = 0) -> str:
        """Make a user with so many credits; the user's name."""
        name = f"user-{uuid4()}"
        if credits:
            await self.container.credits.grant(name, uuid4(), credits, "a test")
        return name

    async def save(self, user: str, scenario: Json) -> str:
        """Send the scenario to be saved; the id of its task."""
        answer = await send(self.http, "POST", SAVE, save_body(scenario, user))
        return str(json_of(answer, 202)["task_id"])

    async def task(self, task: str) -> Json:
        body: Json = (await self.http.get(f"/scenario/save/tasks/{task}")).json()
        return body

    async def done(self, task: str) -> Json:
        """Wait until the task is settled; its JSON."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not (await self.container.scenarios.task(UUID(task))).is_settled:
                await asyncio.sleep(0.05)
        return await self.task(task)

    async def all_done(self, tasks: Sequence[str]) -> list[Json]:
        """Wait until all tasks are settled; their JSON."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while {UUID(task) for task in tasks} & set(await self.container.scenarios.unsettled(None, 1000)):
                await asyncio.sleep(0.2)
        return [await self.task(task) for task in tasks]

    async def saved(self, user: str, scenario: Json) -> Json:
        return await self.done(await self.save(user, scenario))

    async def scenario(self, task: Json) -> Json:
        answer = await self.http.get(f"/api/v3/scenarios/{task['result']['scenario_id']}")
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body

    async def account(self, user: str) -> tuple[int, int]:
        """The user's balance and how much of it is held."""
        account = await self.container.credits.account(user)
        return account.balance, account.held

    async def captures(self, user: str) -> int:
        """How many images the user paid for."""
        entries = await self.container.credits.entries(user, 1000)
        return sum(entry.kind == "capture" for entry in entries)

    async def stored(self, user: str) -> set[str]:
        """Keys of the images that the user's scenes show and that are stored."""
        query = text(
            "select image_key from video_scenes s join video_scenarios v on v.id = s.scenario_id "
            "where v.user_id = :user and s.status = 'completed' and image_key is not null"
        )
        async with self.container.engine.connect() as connection:
            shown = {row.image_key for row in await connection.execute(query, {"user": user})}
        return shown & await self.pictures()

    async def pictures(self) -> set[str]:
        """Keys of all stored images."""
        async with self.container.engine.connect() as connection:
            found = await connection.execute(text("select key from asset_blobs where key like 'generated-content/%'"))
            return {row.key for row in found}


def scenario(scenes: int, **changes: Any) -> Json:
    """A scenario with so many scenes, each with a prompt of its own."""
    return {
        "title": "Product Showcase Video",
        "scenes": [
            {"scene_number": number, "duration": 5, "image_prompt": f"picture {number} {uuid4()}"}
            for number in range(1, scenes + 1)
        ],
        **changes,
    }


def result(task: Json) -> TaskResult:
    return TaskResult.model_validate(task["result"])


@asynccontextmanager
async def open_scenario_stack(database_url: str, **variables: str) -> AsyncIterator[ScenarioStack]:
    """Open a stack with a worker and these variables set, whose images come from a simulated OpenAI."""
    with new_home() as home, pytest.MonkeyPatch.context() as patch:
        picture = home / "picture.png"
        Image.new("RGB", (64, 96), (200, 60, 30)).save(picture)
        vendor = OpenAIImages(picture=picture)
        async with EmbeddedTemporal(home) as temporal, serving(vendor):
            known = OPENAI | vendor.environment() | variables
            settings = set_environment(patch, database_url, home, **known)
            async with open_pipeline(settings, temporal.address) as usual:
                await register_search_attributes(usual.client)
                health = PostgresVendorHealth(usual.adapters.engine, FIRST_PAUSE)
                adapters = replace(usual.adapters, catalog=replace(usual.adapters.catalog, health=health))
                pipeline = replace(usual, adapters=adapters)
                container = build_container(settings, adapters, pipeline.gateway)
                async with api_client(container) as http, pipeline.worker():
                    yield ScenarioStack(pipeline, container, http, vendor)
