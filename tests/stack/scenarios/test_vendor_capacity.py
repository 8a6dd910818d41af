"""An image vendor with capacity for one order at a time."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from runtime.gateway import task_workflow_id
from tests.harness.pipeline import until_waiting
from tests.harness.scenario_stack import ScenarioStack, open_scenario_stack, result, scenario


@pytest.fixture
async def narrow(database_url: str) -> AsyncIterator[ScenarioStack]:
    async with open_scenario_stack(database_url, VENDOR_CONCURRENCY="openai=1") as ready:
        yield ready


async def saving(stack: ScenarioStack, tasks: int) -> list[str]:
    """Start tasks of one image each, of which one is being made and the others wait for capacity."""
    stack.vendor.slow.clear()
    first = await stack.save(await stack.user(credits=2), scenario(2))
    await stack.vendor.until_ordered(1)
    others = [await stack.save(await stack.user(credits=2), scenario(2)) for _ in range(tasks - 1)]
    await until_waiting(stack.pipeline.client, *(task_workflow_id(UUID(task)) for task in others))
    return [first, *others]


async def test_images_are_made_one_after_the_other_and_each_is_ordered_once(narrow: ScenarioStack) -> None:
    tasks = await saving(narrow, 4)

    narrow.vendor.slow.set()
    done = await narrow.all_done(tasks)

    assert [result(task).images_generated for task in done] == [1] * 4
    assert narrow.vendor.most_at_once == 1
    assert set(narrow.vendor.accepted.values()) == {1}


async def test_a_task_that_waits_for_capacity_is_cancelled_at_once(narrow: ScenarioStack) -> None:
    drawing, waiting = await saving(narrow, 2)

    await narrow.http.delete(f"/scenario/save/tasks/{waiting}")
    async with asyncio.timeout(10):
        cancelled = await narrow.done(waiting)
    assert cancelled["status"] == "cancelled"

    narrow.vendor.slow.set()
    assert result(await narrow.done(drawing)).images_generated == 1
    assert narrow.vendor.accepted.total() == 1


async def test_waiting_for_capacity_spends_no_attempt(narrow: ScenarioStack) -> None:
    await saving(narrow, 4)

    waiting = await narrow.container.scenarios.unsettled(None, 10)
    scenes = [scene for task in waiting for scene in await narrow.container.scenarios.scenes(task)]
    assert [scene.orders for scene in scenes].count(1) == 1
    assert [scene.outcome for scene in scenes].count(None) == 4
    assert [scene.error for scene in scenes] == [None] * 8

    narrow.vendor.slow.set()
    await narrow.all_done([str(task) for task in waiting])
