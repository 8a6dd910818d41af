"""The warnings of a job as its clients see them."""

from uuid import uuid4

from api.schemas.job import job_view
from domain.job.storyboard import ADJUSTMENTS
from domain.rules import results
from tests.unit.domain.jobs import MODEL_CHOICE, NOW, generating, plan


def test_what_was_adjusted_in_the_storyboard_is_a_warning_of_the_job() -> None:
    written = plan("dawn", "noon", "dusk")
    adjusted = written.model_copy(update={"metadata": {ADJUSTMENTS: "scene 1 was cta and is now hook"}})
    new_ids = [uuid4() for _ in written.scenes]

    job, untouched = (
        results.apply_plan(generating(), 1, each, new_ids, NOW, MODEL_CHOICE) for each in (adjusted, written)
    )

    assert [(warning.code, warning.message) for warning in job_view(job).warnings] == [
        (
            "storyboard_adjusted",
            "the planner's storyboard broke rules and was adjusted: scene 1 was cta and is now hook",
        )
    ]
    assert job_view(untouched).warnings == ()
