"""Pending work of a job in each situation."""

from domain.job.model import Job
from domain.job.pending_work import Work, WorkKind, pending_work
from domain.rules import results
from domain.rules.purchases import purchasing
from tests.unit.domain.jobs import (
    BUSY,
    ERROR,
    LATER,
    NOW,
    SITUATIONS,
    STORED,
    asset,
    awaiting_retry,
    completed,
    cutting,
    failed_cutting,
    failed_planning,
    film,
    filming,
    generating,
    in_review,
    order,
    send,
    some_id,
    take_of,
)


def kinds(job: Job) -> list[WorkKind]:
    return [work.kind for work in pending_work(job).work]


def test_assets_are_fetched_before_the_storyboard_is_written() -> None:
    job = generating(asset("one"), asset("two"))
    assert kinds(job) == [WorkKind.INGEST, WorkKind.INGEST]

    job = results.mark_asset_failed(results.mark_asset_ready(job, some_id("one"), STORED), some_id("two"), ERROR)

    assert pending_work(job).work == (Work(kind=WorkKind.PLAN, id="1", title="Write storyboard 1"),)


def test_all_takes_are_filmed_at_once_on_their_task_queues() -> None:
    job = filming()

    assert [(work.kind, work.title, work.queue) for work in pending_work(job).work] == [
        (WorkKind.FILM, "Scene 1, take 1", "greenlight"),
        (WorkKind.FILM, "Scene 2, take 1", "greenlight"),
        (WorkKind.FILM, "Scene 3, take 1", "greenlight"),
    ]


def test_a_take_in_back_off_is_pending_work() -> None:
    job = filming("one")

    assert kinds(purchasing.postpone(job, take_of(job, 1).id, BUSY, NOW, LATER)) == [WorkKind.FILM]


def test_the_film_is_cut_when_every_scene_has_its_clip() -> None:
    assert kinds(film(film(filming(), 1), 2)) == [WorkKind.FILM]
    assert [work.id for work in pending_work(cutting()).work] == [str(cutting().film_id)]


def test_a_take_with_feedback_is_marked_in_the_work() -> None:
    (work,) = pending_work(send(completed(), "regenerate_scene", sceneNumber=1, feedback="calmer")).work

    assert (work.kind, work.has_feedback) == (WorkKind.FILM, True)


def test_there_is_no_work_while_a_person_decides() -> None:
    for job in (in_review(), awaiting_retry(), failed_planning(), failed_cutting()):
        assert pending_work(job).work == ()
        assert not pending_work(job).is_over


def test_a_completed_job_is_over() -> None:
    assert pending_work(completed()).is_over


def test_a_cancelled_job_is_over_when_its_takes_are_stopped() -> None:
    job = send(order(filming(), 1), "cancel")
    assert kinds(job) == [WorkKind.STOP]
    assert not pending_work(job).is_over

    assert pending_work(results.mark_stopped(job, take_of(job, 1).id)).is_over


def test_pending_work_survives_json() -> None:
    for build in SITUATIONS.values():
        now = pending_work(build())
        assert type(now).model_validate_json(now.model_dump_json()) == now
