"""Progress, counted from the scenes."""

import pytest

from domain.job.model import Stage
from domain.job.progress import is_actively_filming, progress
from tests.unit.domain.jobs import STAGES, asset, completed, cutting, fail, film, filming, generating, order, say

STAGE_OF = {
    "pending": Stage.QUEUED,
    "generating_scenes": Stage.PLANNING,
    "storyboard_review": Stage.REVIEW,
    "processing": Stage.FILMING,
    "processing with a failed scene": Stage.FILMING,
    "awaiting_retry": Stage.AWAITING_RETRY,
    "completed": Stage.DONE,
    "failed (planning)": Stage.FAILED,
    "failed (cutting)": Stage.FAILED,
    "cancelled": Stage.CANCELLED,
}


@pytest.mark.parametrize("name", STAGES)
def test_the_stage_says_what_is_going_on(name: str) -> None:
    assert progress(STAGES[name]()).stage is STAGE_OF[name]


def test_assets_that_are_being_fetched_are_a_stage_of_their_own() -> None:
    assert progress(generating(asset())).stage is Stage.INGESTING_ASSETS


def test_the_cut_is_a_stage_of_its_own_and_not_in_the_percentage() -> None:
    now = progress(cutting())

    assert (now.stage, now.percentage, now.film_ready) == (Stage.CUTTING, 100.0, False)


def test_the_percentage_has_one_decimal() -> None:
    assert progress(film(filming(), 1)).percentage == 33.3


def test_without_scenes_it_is_zero() -> None:
    assert progress(generating()).percentage == 0.0


def test_scenes_are_counted_by_what_they_are() -> None:
    now = progress(fail(order(film(filming("a", "b", "c", "d"), 1), 2), 3))

    assert (now.total_scenes, now.completed_scenes, now.processing_scenes, now.failed_scenes) == (4, 1, 1, 1)


def test_it_is_camel_case_in_json() -> None:
    assert progress(completed()).model_dump(by_alias=True) == {
        "percentage": 100.0,
        "stage": "done",
        "totalScenes": 3,
        "completedScenes": 3,
        "processingScenes": 0,
        "failedScenes": 0,
        "filmReady": True,
    }


def test_a_job_is_actively_filming_until_its_film_is_cut() -> None:
    assert [is_actively_filming(job) for job in (filming(), cutting(), completed())] == [True, True, False]
    assert is_actively_filming(say(completed(), "regenerate_scene", sceneNumber=1))
