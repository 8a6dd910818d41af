"""A film that is drawn and spoken on this machine: its words are written when they are said."""

from domain.job.film.captions import clip_words, overlay_id
from domain.job.model import Job, JobStatus
from domain.job.takes.vendor_file import FileStatus
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings.settings import Settings
from tests.harness.pipeline import open_pipeline

MORE = {"language": "de", "provider": "animatic", "voice": "local", "captions": "burned", "captionStyle": "highlight"}


def clips(job: Job) -> list[tuple[object, object]]:
    return [(scene.clip.id, scene.clip.working_key) for scene in job.active_scenes if scene.clip]


async def test_an_animatic_is_drawn_once_its_lines_are_spoken_and_again_with_other_words(
    settings: Settings, temporal: EmbeddedTemporal
) -> None:
    async with open_pipeline(settings, temporal.address) as pipeline, pipeline.worker():
        job = await pipeline.completed(**MORE)

        assert {speech.status for speech in job.speeches} == {FileStatus.DONE}
        for scene in job.active_scenes:
            assert scene.clip
            assert scene.clip.working_key
            assert scene.clip.overlay
            assert scene.clip.overlay == overlay_id(job, scene)
            assert scene.clip.working_key.endswith(f"{scene.clip.overlay.hex}.mp4")
            assert [word.text for word in clip_words(job, scene)] == scene.text.script.split()

        first = job.active_scenes[0]
        await pipeline.act(job.id, "scene_updated", scene=str(first.id), script="Etwas ganz anderes.")
        again = await pipeline.reach(job.id, JobStatus.COMPLETED)

    before, after = clips(job), clips(again)
    assert [one[0] for one in before] == [other[0] for other in after]
    assert [one[1] == other[1] for one, other in zip(before, after, strict=True)] == [False, True]
    assert not again.active_scenes[0].is_stale
    assert again.film
    assert job.film
    assert again.film.id != job.film.id
