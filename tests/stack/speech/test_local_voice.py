"""A film that our own machine draws and speaks, without a vendor."""

from domain.job.model import JobStatus
from domain.job.sound.narration import narration
from domain.job.takes.left_out import Ingredient
from domain.job.takes.vendor_file import FileStatus
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings.settings import Settings
from tests.harness.pipeline import open_pipeline


async def test_a_film_is_drawn_and_spoken_on_this_machine(settings: Settings, temporal: EmbeddedTemporal) -> None:
    async with open_pipeline(settings, temporal.address) as pipeline, pipeline.worker():
        job = await pipeline.in_review(voice="local", duration=8)
        await pipeline.act(job, "approve_storyboard")
        done = await pipeline.reach(job, JobStatus.COMPLETED)

    assert {speech.status for speech in done.speeches} == {FileStatus.DONE}
    assert done.film
    assert Ingredient.VOICE not in {part.what for part in done.film.left_out}
    assert done.cost == 0
    for spoken in narration(done):
        words = [word.text for word in spoken.words]
        assert words == next(scene.text.script for scene in done.active_scenes if scene.id == spoken.scene).split()
        assert all(word.start < word.end <= spoken.ends + 0.1 for word in spoken.words)
