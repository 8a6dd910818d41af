"""What is drawn into clips changes, and nothing is filmed again."""

from typing import Any

from domain.base import evolve
from domain.brief import Production
from domain.errors import ErrorInfo
from domain.job.film.captions import overlay_id
from domain.job.model import Job, JobStatus
from domain.job.pending_work import Work, WorkKind, pending_work
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import ANIMATIC
from domain.rules import overlays, results
from domain.rules.assets.assets import taken_up
from domain.rules.results import PreparedClip
from tests.unit.domain.jobs import clip_of, completed, cutting, film_of, scene_and_take, take_of

LOST = ErrorInfo(code="take_lost", message="the original is gone")


def with_production(job: Job, **production: Any) -> Job:
    return evolve(job, brief=evolve(job.brief, production=Production.model_validate(production)))


def captioned(job: Job) -> Job:
    return with_production(job, captions="burned")


def clip_with(job: Job, number: int, *not_drawn: LeftOut) -> PreparedClip:
    """Return the scene's clip with the overlay that it is to have."""
    scene, take = scene_and_take(job, number)
    return clip_of(take).model_copy(
        update={"overlay": overlay_id(job, scene), "working_key": f"{take.id}/working_x.mp4", "not_drawn": not_drawn}
    )


def caption_all(job: Job) -> Job:
    for scene in job.active_scenes:
        job = overlays.mark_captioned(job, take_of(job, scene.number).id, clip_with(job, scene.number))
    return job


def test_clips_get_their_captions_before_the_film_is_cut() -> None:
    job = captioned(cutting("one", "two"))

    assert pending_work(job).work == tuple(
        Work(
            kind=WorkKind.CAPTION,
            id=str(take_of(job, number).id),
            title=f"Caption scene {number}",
            queue="greenlight-render",
        )
        for number in (1, 2)
    )
    assert [work.kind for work in pending_work(caption_all(job)).work] == [WorkKind.CUT]


def test_a_film_without_captions_needs_no_such_step() -> None:
    assert [work.kind for work in pending_work(cutting()).work] == [WorkKind.CUT]


def test_a_finished_film_is_stale_once_captions_are_wanted_and_is_cut_again() -> None:
    job = captioned(completed("one"))

    assert job.film_is_stale
    job = caption_all(taken_up(job))
    assert job.status is JobStatus.PROCESSING
    done = results.apply_film(job, film_of(job))
    assert (done.status, done.film_is_stale, pending_work(done).work) == (JobStatus.COMPLETED, False, ())


def test_captions_that_are_not_wanted_any_more_are_taken_out_again() -> None:
    job = with_production(caption_all(captioned(cutting("one"))), captions="none")

    assert [work.kind for work in pending_work(job).work] == [WorkKind.CAPTION]
    assert take_of(caption_all(job)).overlay is None


def test_another_script_draws_only_its_own_clip_again() -> None:
    job = caption_all(captioned(cutting("one", "two")))
    scene, take = scene_and_take(job, 2)
    job = job.with_scenes(evolve(scene, text=evolve(scene.text, script="Something else.")))

    assert [work.id for work in pending_work(job).work] == [str(take.id)]


def test_a_captioned_clip_costs_nothing_and_keeps_its_original() -> None:
    before = captioned(cutting("one"))
    after = caption_all(before)

    assert (after.cost, take_of(after).original_key) == (before.cost, take_of(before).original_key)
    assert take_of(after).working_key == f"{take_of(after).id}/working_x.mp4"


def test_captions_that_cannot_be_drawn_are_noted_until_they_can() -> None:
    lacking = LeftOut(what=Ingredient.CAPTIONS, reason="no such glyph")
    job = captioned(cutting("one"))
    take = take_of(job)

    job = overlays.mark_captioned(job, take.id, clip_with(job, 1, lacking))
    assert take_of(job).left_out == (lacking,)
    assert [work.kind for work in pending_work(job).work] == [WorkKind.CUT]

    job = overlays.mark_captioned(job, take.id, clip_with(job, 1))
    assert take_of(job).left_out == ()


def test_a_clip_that_cannot_be_captioned_is_cut_as_it_is() -> None:
    job = captioned(cutting("one"))

    job = overlays.fail_captioning(job, take_of(job).id, LOST)

    assert [work.kind for work in pending_work(job).work] == [WorkKind.CUT]
    assert [(part.what, part.reason) for part in take_of(job).left_out] == [(Ingredient.CAPTIONS, LOST.message)]


def test_an_animatic_that_is_drawn_again_shows_the_scenes_words() -> None:
    job = captioned(cutting("one"))
    scene, take = scene_and_take(job, 1)
    job = job.with_take(evolve(take, provider=ANIMATIC))
    job = job.with_scenes(evolve(job.scene(scene.id), text=evolve(scene.text, script="Something else.")))
    assert job.active_scenes[0].is_stale

    assert not caption_all(job).active_scenes[0].is_stale


def test_a_step_that_ends_late_changes_nothing() -> None:
    job = captioned(cutting("one"))
    lost = results.mark_clip_lost(job, take_of(job).id)

    assert overlays.mark_captioned(lost, take_of(job).id, clip_with(job, 1)) == lost
    assert overlays.fail_captioning(lost, take_of(job).id, LOST) == lost
