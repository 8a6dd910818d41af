"""The default image provider, which needs neither key nor network."""

from io import BytesIO
from uuid import uuid4

from PIL import Image

from db.clients.credits import PostgresCredits
from domain.scenarios.task import SavedScene
from runtime.container import Adapters
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.gateway import task_workflow_id
from runtime.settings.settings import Settings
from tests.harness.pipeline import open_pipeline
from tests.harness.scenario_stack import scenario


async def test_the_default_provider_makes_an_image_of_the_scenarios_shape_for_every_scene_but_the_first(
    settings: Settings, temporal: EmbeddedTemporal
) -> None:
    settings = settings.model_copy(update={"image_provider": Settings.model_fields["image_provider"].default})
    async with open_pipeline(settings, temporal.address) as pipeline, pipeline.worker():
        made = pipeline.adapters
        await PostgresCredits(made.engine).grant("user", uuid4(), 6, "a test")
        task = await made.scenarios.create(uuid4(), "short", "user", scenario(4, resolution="1920:1080"), "started")
        await pipeline.gateway.save_scenario(task.id)
        await pipeline.client.get_workflow_handle(task_workflow_id(task.id)).result()

        first, *others = await made.scenarios.scenes(task.id)
        assert (first.outcome, first.picture) == ("skipped", None)
        assert [scene.outcome for scene in others] == ["generated"] * 3
        assert [scene.order_id for scene in others] == [f"animatic-{scene.id}" for scene in others]
        drawn = [await _stored(made, scene) for scene in others]
        assert len(set(drawn)) == 3
        for content in drawn:
            with Image.open(BytesIO(content)) as picture:
                assert (picture.format, picture.size) == ("PNG", (1920, 1080))


async def _stored(made: Adapters, scene: SavedScene) -> bytes:
    assert scene.picture is not None
    return b"".join([part async for part in made.storage.read(scene.picture.key)])
