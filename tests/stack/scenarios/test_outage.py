"""A database outage of more than five minutes, on a Temporal server that skips time."""

import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.scenarios.save import SaveScenarioActivities
from db.clients.credits import PostgresCredits
from db.connections.engine import connect
from db.scenarios.repository import PostgresScenarios
from domain.scenarios.task import TaskStatus
from runtime.temporal import GreenlightPlugin
from tests.harness.scenario_stack import scenario
from workflows.save_scenario import SaveScenarioWorkflow

SERVER = str(Path(sys.executable).with_name("temporal-test-server"))


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(database_url.replace("postgresql://", "postgresql+psycopg://", 1))
    yield engine
    await engine.dispose()


@pytest.fixture
async def nowhere() -> AsyncIterator[AsyncEngine]:
    """An engine for an address at which no database listens."""
    engine = connect("postgresql+psycopg://nobody@127.0.0.1:1/none")
    yield engine
    await engine.dispose()


async def test_a_task_that_failed_in_an_outage_holds_no_credits_afterwards(
    engine: AsyncEngine, nowhere: AsyncEngine
) -> None:
    credits, saving = PostgresCredits(engine), PostgresScenarios(engine)
    await credits.grant("user", uuid4(), 4, "a test")
    task = await saving.create(uuid4(), "short", "user", scenario(2), "started")
    assert await credits.hold("user", task.id, 2)
    away = SaveScenarioActivities(PostgresScenarios(nowhere), PostgresCredits(nowhere), 2, "openai", "scenarios")
    back = SaveScenarioActivities(saving, credits, 2, "openai", "scenarios")
    activities: list[Callable[..., Any]] = [away.save_scenario, away.save_scenes, away.reserve_credits, back.end]

    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=SERVER, plugins=[GreenlightPlugin()]
    ) as env:
        async with Worker(env.client, task_queue="greenlight", workflows=[SaveScenarioWorkflow], activities=activities):
            run = await env.client.start_workflow(
                SaveScenarioWorkflow.run, str(task.id), id=f"task-{task.id}", task_queue="greenlight"
            )
            await run.result()
        ended = await run.describe()

    now = await saving.task(task.id)
    assert (now.status, now.is_settled) == (TaskStatus.FAILED, True)
    assert now.error is not None
    assert now.error.code == "unavailable"
    assert ended.close_time is not None
    assert 280 < (ended.close_time - ended.start_time).total_seconds() < 320
    assert (await credits.account("user")).held == 0
