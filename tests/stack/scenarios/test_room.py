"""A vendor of pictures that has room for one order at a time."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from runtime.gateway import task_workflow_id
from tests.stack.scenarios.stage import Stage, opened, result, scenario
from tests.studio import until_waiting


@pytest.fixture
async def narrow(database_url: str) -> AsyncIterator[Stage]:
    async with opened(database_url, VENDOR_CONCURRENCY="openai=1") as ready:
        yield ready


async def saving(stage: Stage, tasks: int) -> list[str]:
    """Tasks of one picture each, of which one is being drawn and the others wait for room."""
    stage.vendor.slow.clear()
    first = await stage.save(await stage.user(credits=2), scenario(2))
    await stage.vendor.until_ordered(1)
    others = [await stage.save(await stage.user(credits=2), scenario(2)) for _ in range(tasks - 1)]
    await until_waiting(stage.client, *(task_workflow_id(UUID(task)) for task in others))
    return [first, *others]


async def test_its_pictures_are_drawn_one_after_the_other_and_each_is_ordered_once(narrow: Stage) -> None:
    tasks = await saving(narrow, 4)

    narrow.vendor.slow.set()
    done = await narrow.all_done(tasks)

    assert [result(task).images_generated for task in done] == [1] * 4
    assert narrow.vendor.most_at_once == 1
    assert set(narrow.vendor.accepted.values()) == {1}


async def test_a_task_that_waits_for_room_is_cancelled_at_once(narrow: Stage) -> None:
    drawing, waiting = await saving(narrow, 2)

    await narrow.http.delete(f"/scenario/save/tasks/{waiting}")
    async with asyncio.timeout(10):
        cancelled = await narrow.done(waiting)
    assert cancelled["status"] == "cancelled"

    narrow.vendor.slow.set()
    assert result(await narrow.done(drawing)).images_generated == 1
    assert narrow.vendor.accepted.total() == 1


async def test_who_waits_for_room_spends_no_attempt(narrow: Stage) -> None:
    await saving(narrow, 4)

    waiting = await narrow.wiring.saving.not_settled(None, 10)
    scenes = [scene for task in waiting for scene in await narrow.wiring.saving.scenes(task)]
    assert [scene.orders for scene in scenes].count(1) == 1
    assert [scene.outcome for scene in scenes].count(None) == 4
    assert [scene.error for scene in scenes] == [None] * 8

    narrow.vendor.slow.set()
    await narrow.all_done([str(task) for task in waiting])
