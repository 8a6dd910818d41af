"""Without a key and a network: the pictures of our own animatic."""

from io import BytesIO
from uuid import uuid4

from PIL import Image

from db.credits import Credits
from runtime.embedded.temporal import EmbeddedTemporal
from runtime.gateway import Gateway, task_workflow_id
from runtime.settings import Settings
from runtime.temporal import connect
from runtime.wiring import adapters
from tests.scenarios.stage import scenario, working


async def test_the_default_draws_pictures_of_the_scenarios_shape(
    settings: Settings, temporal: EmbeddedTemporal
) -> None:
    settings = settings.model_copy(update={"image_provider": Settings.model_fields["image_provider"].default})
    client = await connect(temporal.address, "default", impatient=True)
    async with adapters(settings) as made, working(client, made, settings):
        await Credits(made.engine).grant("user", uuid4(), 2, "a test")
        task = await made.saving.create(uuid4(), "short", "user", scenario(2, resolution="1920:1080"), "started")
        await Gateway(client, made.jobs).save_scenario(task.id)
        await client.get_workflow_handle(task_workflow_id(task.id)).result()

        _, scene = await made.saving.scenes(task.id)
        assert scene.picture is not None
        drawn = b"".join([part async for part in made.storage.read(scene.picture.key)])
        assert (scene.outcome, scene.order_id) == ("generated", f"animatic-{scene.id}")
        with Image.open(BytesIO(drawn)) as picture:
            assert (picture.format, picture.size) == ("PNG", (1920, 1080))
