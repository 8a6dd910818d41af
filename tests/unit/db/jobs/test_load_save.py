"""Jobs as rows, and back."""

from db.jobs.load_save import job_row, scene_row, to_job
from domain.job.storyboard import SceneText
from tests.unit.domain.jobs import in_review, text_value


def test_every_field_of_a_scene_text_survives_its_row() -> None:
    job = in_review("one")
    text = SceneText.model_validate({name: text_value(name) for name in SceneText.model_fields})
    scene = job.scenes[0].model_copy(update={"text": text})

    read = to_job(job_row(job), [], [scene_row(job, scene)], [], [], None)

    assert read.scenes[0].text == text
