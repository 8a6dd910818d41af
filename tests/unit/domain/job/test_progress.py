"""Progress and stage of a job."""

import pytest

from domain.job.model import Stage
from domain.job.progress import is_actively_filming, progress
from tests.unit.domain.jobs import (
    SITUATIONS,
    asset,
    completed,
    cutting,
    fail,
    film,
    filming,
    generating,
    order,
    send,
)

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


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_situation_has_its_stage(name: str) -> None:
    assert progress(SITUATIONS[name]()).stage is STAGE_OF[name]


def test_fetching_assets_is_a_stage() -> None:
    assert progress(generating(asset())).stage is Stage.INGESTING_ASSETS


def test_cutting_is_a_stage_and_not_part_of_the_percentage() -> None:
    now = progress(cutting())

    assert (now.stage, now.percentage, now.film_ready) == (Stage.CUTTING, 100.0, False)


def test_the_percentage_has_one_decimal() -> None:
    assert progress(film(filming(), 1)).percentage == 33.3


def test_the_percentage_without_scenes_is_zero() -> None:
    assert progress(generating()).percentage == 0.0


def test_scenes_are_counted_by_status() -> None:
    now = progress(fail(order(film(filming("a", "b", "c", "d"), 1), 2), 3))

    assert (now.total_scenes, now.completed_scenes, now.processing_scenes, now.failed_scenes) == (4, 1, 1, 1)


def test_progress_is_camel_case_in_json() -> None:
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
    assert is_actively_filming(send(completed(), "regenerate_scene", sceneNumber=1))
