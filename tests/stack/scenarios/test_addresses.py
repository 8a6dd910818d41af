"""Public URLs of images."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio.testing import ActivityEnvironment

from activities.scenarios.images import ImageInput, ScenarioImageActivities
from activities.scenarios.save import SaveScenarioActivities
from db.scenarios.repository import PostgresScenarios
from tests.harness.scenario_stack import ScenarioStack, scenario


@pytest.mark.parametrize("base", ["https://cdn.example.com/ads", "https://cdn.example.com/ads/"])
async def test_an_image_in_a_public_bucket_is_shown_with_its_public_url(stack: ScenarioStack, base: str) -> None:
    made = replace(stack.pipeline.adapters, scenarios=PostgresScenarios(stack.pipeline.adapters.engine, base))
    user, credits = await stack.user(credits=2), stack.container.credits
    task = await made.scenarios.create(uuid4(), "short", user, scenario(2), "started")
    steps = SaveScenarioActivities(made.scenarios, credits, 2, "openai", "greenlight")
    drawing = ScenarioImageActivities(
        made.scenarios,
        credits,
        made.storage,
        made.editor,
        made.download,
        made.catalog,
        made.image_model,
        timedelta(seconds=2),
    )

    for step in (steps.save_scenario, steps.save_scenes):
        await ActivityEnvironment().run(step, task.id)
    (scene,) = (await ActivityEnvironment().run(steps.reserve_credits, task.id)).scenes
    await ActivityEnvironment().run(drawing.make, ImageInput(task=task.id, scene=scene, place=1, of=1))

    drawn = await made.scenarios.scene(scene)
    assert drawn.image_url == f"https://cdn.example.com/ads/generated-content/scenes/cta_{scene}.png"
