"""A stack that saves scenarios: real servers, a worker, the API, and a simulated vendor of pictures."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from PIL import Image
from sqlalchemy import text
from temporalio.client import Client

from api.container import Container, joined
from db.vendor_limits import PostgresVendorHealth
from domain.scenarios.task import TaskResult
from runtime.container import Adapters, adapters
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.gateway import Gateway
from runtime.settings import Settings
from runtime.temporal import connect, register_search_attributes
from tests.homes import new_home
from tests.simulators.film import serving
from tests.simulators.openai_images import OpenAIImages
from tests.stack.scenes.stack import calling
from worker import workers

PATIENCE = 120.0
TASK_OVER = ("completed", "failed", "cancelled")

GENEROUS = {"VENDOR_CONCURRENCY": "openai=100", "VENDOR_RATE": "openai=1000/second"}
FIRST_PAUSE = timedelta(milliseconds=500)
"""A vendor that one test takes down is up again for the next."""

Json = dict[str, Any]


@dataclass
class Stage:
    """`made` is what its workers work with."""

    client: Client
    made: Adapters
    settings: Settings
    wiring: Container
    http: httpx.AsyncClient
    vendor: OpenAIImages

    async def user(self, credits: int = 0) -> str:
        """A new one, with so many credits."""
        name = f"user-{uuid4()}"
        if credits:
            await self.wiring.credits.grant(name, uuid4(), credits, "a test")
        return name

    async def save(self, user: str, scenario: Json) -> str:
        """The task that saves it. What a busy machine refuses for now is sent again under its key."""
        key = {"Idempotency-Key": str(uuid4())}
        body = sent(user, scenario)
        async with asyncio.timeout(PATIENCE):
            while not (answer := await self.http.post("/scenario/save", json=body, headers=key)).is_success:
                assert answer.json()["retryable"], answer.text
                await asyncio.sleep(0.2)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["task_id"])

    async def task(self, task: str) -> Json:
        body: Json = (await self.http.get(f"/scenario/save/tasks/{task}")).json()
        return body

    async def done(self, task: str) -> Json:
        """The task once it is over and nothing of it is in doubt."""
        async with asyncio.timeout(PATIENCE):
            while not (await self.wiring.saving.task(UUID(task))).is_settled:
                await asyncio.sleep(0.05)
        return await self.task(task)

    async def all_done(self, tasks: Sequence[str]) -> list[Json]:
        """As `done`, with one look at all of them."""
        async with asyncio.timeout(PATIENCE):
            while {UUID(task) for task in tasks} & set(await self.wiring.saving.not_settled(None, 1000)):
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
        """Balance, and how much of it is held."""
        account = await self.wiring.credits.account(user)
        return account.balance, account.held

    async def captures(self, user: str) -> int:
        """How many pictures the user paid for."""
        entries = await self.wiring.credits.entries(user, 1000)
        return sum(entry.kind == "capture" for entry in entries)

    async def stored(self, user: str) -> set[str]:
        """Keys of the pictures that the user's scenes show and that are there."""
        query = text(
            "select image_key from video_scenes s join video_scenarios v on v.id = s.scenario_id "
            "where v.user_id = :user and s.status = 'completed' and image_key is not null"
        )
        async with self.wiring.engine.connect() as connection:
            shown = {row.image_key for row in await connection.execute(query, {"user": user})}
        return shown & await self.pictures()

    async def pictures(self) -> set[str]:
        """Keys of all pictures that are stored."""
        async with self.wiring.engine.connect() as connection:
            found = await connection.execute(text("select key from asset_blobs where key like 'generated-content/%'"))
            return {row.key for row in found}


@asynccontextmanager
async def working(client: Client, made: Adapters, settings: Settings) -> AsyncIterator[None]:
    """A worker polls until the block ends."""
    running = workers(client, made, settings)
    polling = [asyncio.create_task(each.run()) for each in running]
    try:
        yield
    finally:
        await asyncio.gather(*(each.shutdown() for each in running))
        await asyncio.gather(*polling)


def sent(user: str, scenario: Json) -> Json:
    return {"short_id": "short_456", "user_id": user, "scenario": json.dumps(scenario)}


def scenario(scenes: int, **changes: Any) -> Json:
    """One with so many scenes, each with a prompt of its own."""
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
async def opened(database_url: str, **variables: str) -> AsyncIterator[Stage]:
    """A stage with its worker, and these variables set."""
    with new_home() as home, pytest.MonkeyPatch.context() as patch:
        picture = home / "picture.png"
        Image.new("RGB", (64, 96), (200, 60, 30)).save(picture)
        vendor = OpenAIImages(picture=picture)
        async with EmbeddedTemporal(home) as temporal, serving(vendor):
            patch.setenv("DATABASE_URL", database_url)
            patch.setenv("GREENLIGHT_HOME", str(home))
            patch.setenv("ASSET_ALLOWED_NETWORKS", "127.0.0.0/8")
            patch.setenv("IMAGE_PROVIDER", "openai")
            patch.setenv("IMAGE_UNAVAILABLE_AFTER_SECONDS", "2")
            for name, value in (GENEROUS | vendor.environment() | variables).items():
                patch.setenv(name, value)
            settings = Settings()
            client = await connect(temporal.address, "default", impatient=True)
            await register_search_attributes(client)
            async with adapters(settings) as usual:
                made = replace(
                    usual, market=replace(usual.market, health=PostgresVendorHealth(usual.engine, FIRST_PAUSE))
                )
                wiring = joined(settings, made, Gateway(client, made.jobs))
                async with calling(wiring) as http, working(client, made, settings):
                    yield Stage(client, made, settings, wiring, http, vendor)
