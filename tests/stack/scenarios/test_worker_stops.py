"""A worker that stops around the upload or the charge: one order, one image, one charge."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from temporalio.testing import ActivityEnvironment

from activities.scenarios.images import ImageInput, NextStep, ScenarioImageActivities
from activities.scenarios.save import SaveScenarioActivities, TaskEnd
from db.clients.credits import PostgresCredits
from db.scenarios.repository import PostgresScenarios
from domain.ports.storage import Blob
from domain.scenarios.task import TaskProgress
from providers.animatic.models import AnimaticImage
from storage.postgres import PostgresStorage
from tests.harness.scenario_stack import ScenarioStack, scenario


class Killed(BaseException):
    """Raised where a worker is killed: no handler catches it, so the attempt does nothing after it."""


class Grave:
    """Raises Killed once, before or after the named step."""

    def __init__(self, point: str) -> None:
        self._point: str | None = point

    async def around(self, step: str, done: Awaitable[Any]) -> Any:
        self._strike(f"before {step}", done)
        result = await done
        self._strike(f"after {step}", None)
        return result

    def _strike(self, point: str, undone: Any) -> None:
        if self._point == point:
            self._point = None
            if undone is not None:
                undone.close()
            raise Killed(point)


class DyingStorage(PostgresStorage):
    grave: Grave

    async def put(self, key: str, path: Path, content_type: str) -> Blob:
        blob: Blob = await self.grave.around("upload", super().put(key, path, content_type))
        return blob


class DyingCredits(PostgresCredits):
    grave: Grave

    async def capture(self, task: UUID, purpose: str, amount: int) -> None:
        await self.grave.around("charge", super().capture(task, purpose, amount))


class DyingSaving(PostgresScenarios):
    grave: Grave

    async def complete_image(self, scene_id: UUID, credits: int, so_far: TaskProgress | None = None) -> None:
        await self.grave.around("record", super().complete_image(scene_id, credits, so_far))


class Bench:
    """A task of one image whose credits are held, and the activity that makes it, which may be killed."""

    def __init__(self, stack: ScenarioStack, user: str, task: UUID, asked: ImageInput, grave: Grave) -> None:
        self.stack, self.user, self.asked = stack, user, asked
        made = stack.pipeline.adapters
        assert isinstance(made.storage, PostgresStorage)
        storage = DyingStorage(made.storage._pool)
        credits, saving = DyingCredits(made.engine), DyingSaving(made.engine)
        storage.grave = credits.grave = saving.grave = grave
        self.drawing = ScenarioImageActivities(
            saving,
            credits,
            storage,
            made.editor,
            made.download,
            made.catalog,
            made.image_model,
            timedelta(seconds=2),
        )
        self.saving = SaveScenarioActivities(saving, credits, 2, "openai", "greenlight")
        self.task = task

    @classmethod
    async def of(cls, stack: ScenarioStack, point: str) -> "Bench":
        user, bench = await stack.user(credits=4), Grave(point)
        task = await stack.container.scenarios.create(uuid4(), "short", user, scenario(2), "started")
        steps = SaveScenarioActivities(stack.container.scenarios, stack.container.credits, 2, "openai", "greenlight")
        for step in (steps.save_scenario, steps.save_scenes):
            await ActivityEnvironment().run(step, task.id)
        to_draw = await ActivityEnvironment().run(steps.reserve_credits, task.id)
        asked = ImageInput(task=task.id, scene=to_draw.scenes[0], place=1, of=1)
        return cls(stack, user, task.id, asked, bench)

    async def draw(self) -> NextStep:
        return await ActivityEnvironment().run(self.drawing.make, self.asked)

    async def end(self) -> None:
        await ActivityEnvironment().run(self.saving.end, TaskEnd(task=self.task))

    async def check_one_of_each(self) -> None:
        scene = await self.stack.container.scenarios.scene(self.asked.scene)
        assert (scene.outcome, scene.status, scene.credits, scene.orders) == ("generated", "completed", 2, 1)
        assert self.stack.vendor.accepted[scene.image_prompt or ""] == 1
        assert scene.picture is not None
        assert scene.picture.key in await self.stack.pictures()
        assert await self.stack.captures(self.user) == 1
        assert await self.stack.account(self.user) == (2, 0)


@pytest.mark.parametrize("point", ["after upload", "before charge", "after charge", "before record", "after record"])
async def test_an_uploaded_image_is_charged_and_shown_once(stack: ScenarioStack, point: str) -> None:
    bench = await Bench.of(stack, point)

    with pytest.raises(Killed):
        await bench.draw()
    assert await bench.draw() is NextStep.NEXT_IMAGE
    assert await bench.draw() is NextStep.NEXT_IMAGE

    await bench.end()
    await bench.end()
    await bench.check_one_of_each()


async def test_a_charged_image_is_shown_although_its_task_is_cancelled(stack: ScenarioStack) -> None:
    bench = await Bench.of(stack, "after charge")
    with pytest.raises(Killed):
        await bench.draw()

    await stack.http.delete(f"/scenario/save/tasks/{bench.task}")
    await bench.end()

    await bench.check_one_of_each()
    assert (await stack.task(str(bench.task)))["status"] == "cancelled"


async def test_an_uncharged_image_of_a_cancelled_task_is_not_kept(stack: ScenarioStack) -> None:
    bench = await Bench.of(stack, "before charge")
    with pytest.raises(Killed):
        await bench.draw()

    await stack.http.delete(f"/scenario/save/tasks/{bench.task}")
    assert await bench.draw() is NextStep.END
    await bench.end()

    scene = await stack.container.scenarios.scene(bench.asked.scene)
    assert (scene.outcome, scene.picture, scene.image_url) == ("skipped", None, None)
    assert (await stack.captures(bench.user), await stack.account(bench.user)) == (0, (4, 0))


async def test_an_order_whose_answer_was_lost_with_its_worker_is_neither_repeated_nor_charged(
    stack: ScenarioStack,
) -> None:
    bench = await Bench.of(stack, "before upload")

    with pytest.raises(Killed):
        await bench.draw()
    assert await bench.draw() is NextStep.NEXT_IMAGE
    await bench.end()

    scene = await stack.container.scenarios.scene(bench.asked.scene)
    assert scene.error is not None
    assert (scene.outcome, scene.error.code, scene.orders) == ("failed", "take_lost", 1)
    assert await stack.account(bench.user) == (4, 0)


async def test_an_image_of_the_animatic_is_made_again(stack: ScenarioStack) -> None:
    adapters = replace(stack.pipeline.adapters, image_model=AnimaticImage)
    own = replace(stack, pipeline=replace(stack.pipeline, adapters=adapters))
    bench = await Bench.of(own, "before upload")

    with pytest.raises(Killed):
        await bench.draw()
    assert await bench.draw() is NextStep.NEXT_IMAGE
    await bench.end()

    scene = await stack.container.scenarios.scene(bench.asked.scene)
    assert (scene.outcome, scene.order_id) == ("generated", f"animatic-{scene.id}")
    assert await stack.account(bench.user) == (2, 0)
