"""Many simultaneous tasks with too few, just enough and many credits, and faults of every kind."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from random import Random
from uuid import UUID

import pytest
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError

from domain.credits import EntryKind
from domain.scenarios.task import TaskResult
from runtime.gateway import task_workflow_id
from tests.harness.api_client import Json
from tests.harness.scenario_stack import ScenarioStack, result, scenario
from workflows.save_scenario import SaveScenarioWorkflow

PRICE = 2


async def test_fifty_simultaneous_tasks_of_ten_users_end_as_specified(stack: ScenarioStack) -> None:
    users = [await stack.user(credits=PRICE * 5) for _ in range(10)]
    orders = stack.vendor.accepted.total()

    tasks = await asyncio.gather(*(stack.save(user, scenario(2)) for user in users for _ in range(5)))
    done = await stack.all_done(tasks)

    assert {task["status"] for task in done} == {"completed"}
    assert {result(task).images_generated for task in done} == {1}
    assert {await stack.account(user) for user in users} == {(0, 0)}
    assert stack.vendor.accepted.total() - orders == 50


async def test_of_simultaneous_tasks_only_those_with_enough_credits_make_images(stack: ScenarioStack) -> None:
    user = await stack.user(credits=PRICE * 3)

    tasks = await asyncio.gather(*(stack.save(user, scenario(2)) for _ in range(6)))
    done = [result(task) for task in await stack.all_done(tasks)]

    assert sum(each.images_generated for each in done) == 3
    assert sum(each.skipped_reason is not None for each in done) == 3
    assert await stack.account(user) == (0, 0)


@pytest.mark.parametrize("seed", range(4))
async def test_the_credits_ledger_adds_up_after_random_faults(stack: ScenarioStack, seed: int) -> None:
    dice = Random(seed)
    granted = dice.choice([PRICE * 2, PRICE * 6, PRICE * 30])
    user = await stack.user(credits=granted)
    _trouble(stack, dice)

    tasks = [await stack.save(user, scenario(dice.randint(1, 4))) for _ in range(6)]
    await asyncio.gather(*(_disturb(stack, task, dice.random(), dice.random()) for task in tasks))
    done = [await stack.done(task) for task in tasks]

    await _check(stack, user, granted, done)


def _trouble(stack: ScenarioStack, dice: Random) -> None:
    vendor = stack.vendor
    for _ in range(dice.randint(0, 4)):
        vendor.faults["refuse"].append(dice.choice([vendor.fails(503), vendor.limits(1), vendor.fails(400)]))
    for _ in range(dice.randint(0, 3)):
        vendor.ends.append(dice.choice([vendor.filtered("no"), vendor.failed("no")]))


async def _disturb(stack: ScenarioStack, task: str, what: float, when: float) -> None:
    """Cancel the task by the API or by Temporal, or terminate its run, or do nothing."""
    await asyncio.sleep(when / 2)
    run: WorkflowHandle[SaveScenarioWorkflow, None] = stack.pipeline.client.get_workflow_handle(
        task_workflow_id(UUID(task))
    )
    if what < 0.2:
        await stack.http.delete(f"/scenario/save/tasks/{task}")
    elif what < 0.4 and not (await stack.task(task))["result"]:
        await _still_running(run.cancel())
    elif what < 0.7 and not (await stack.task(task))["result"]:
        await _still_running(run.terminate())
        await stack.container.gateway.begin_saving(UUID(task), "whoever comes next")


async def _still_running(said: Awaitable[None]) -> None:
    """Ignore that the run is over already."""
    with suppress(RPCError):
        await said


async def _check(stack: ScenarioStack, user: str, granted: int, done: list[Json]) -> None:
    results = [TaskResult.model_validate(task["result"]) for task in done if task["result"]]
    entries = await stack.container.credits.entries(user, 1000)
    paid = [entry for entry in entries if entry.kind is EntryKind.CAPTURE]
    drawn = sum(each.images_generated for each in results)
    assert await stack.account(user) == (granted - sum(entry.amount for entry in paid), 0)
    assert len(paid) == drawn == len(await stack.stored(user))
    assert sum(each.credits_charged for each in results) == PRICE * drawn
    for each in results:
        assert each.images_generated + each.images_skipped + each.images_failed == each.scene_count
