"""Scenes that begin where the one before them ends: what they wait for, and where they begin."""

from decimal import Decimal

import pytest

from domain.base import evolve
from domain.errors import Invalid
from domain.job.filming.chains import (
    awaited_scene,
    chain_of,
    is_held_up,
    links,
    will_be_chained,
)
from domain.job.model import Job, JobStatus, Stage
from domain.job.pending_work import WorkKind, pending_work
from domain.job.progress import is_actively_filming, progress, stage
from domain.job.takes.take import ANIMATIC, TakeStatus
from domain.rules import results
from domain.rules.purchases import purchasing
from tests.unit.domain.job.filming.chained_jobs import completed_chained, filmed_now, filming_chained, lacks, refilm
from tests.unit.domain.jobs import (
    BUSY,
    LATER,
    NOW,
    STILL,
    claim,
    fail,
    film,
    order,
    scene_and_take,
    send,
    take_of,
)


def test_a_follower_waits_until_the_scene_before_is_done_and_the_end_of_that_take_returns_it() -> None:
    job = filming_chained(2)
    assert filmed_now(job) == ["Scene 1, take 1", "Scene 3, take 1"]

    ordered = order(job, 1)
    filmed = results.mark_filmed(ordered, take_of(ordered, 1).id, "original.mp4")
    assert filmed_now(ordered) == filmed_now(filmed) == ["Scene 1, take 1", "Scene 3, take 1"]

    assert filmed_now(film(job, 1)) == ["Scene 2, take 1", "Scene 3, take 1"]


def test_a_follower_begins_at_the_take_before_it_and_notes_that_with_its_claim() -> None:
    job = film(filming_chained(2), 1)

    job = claim(job, 2)

    assert take_of(job, 2).chained_from == take_of(job, 1).id
    assert links(job, take_of(job, 2)) == 1


def test_an_order_that_is_in_doubt_is_prepared_again_from_the_same_take() -> None:
    job = claim(film(filming_chained(2), 1), 2)
    first = take_of(job, 1)

    job = refilm(job, 1)

    chain = chain_of(job, take_of(job, 2))
    assert take_of(job, 1).id != first.id
    assert chain
    assert chain.previous == first.id


def test_an_order_that_was_certainly_not_taken_begins_where_the_scene_before_ends_now() -> None:
    job = claim(film(filming_chained(2), 1), 2)
    job = purchasing.release_claim(job, take_of(job, 2).id, NOW)

    job = send(job, "regenerate_scene", sceneNumber=1)
    assert filmed_now(job) == ["Scene 1, take 2", "Scene 3, take 1"]

    job = film(job, 1)
    chain = chain_of(job, take_of(job, 2))
    assert chain
    assert chain.previous == take_of(job, 1).id


def test_the_first_scene_begins_as_a_scene_that_follows_none() -> None:
    job = filming_chained(1)

    assert filmed_now(job) == ["Scene 1, take 1", "Scene 2, take 1", "Scene 3, take 1"]
    assert lacks(job, 1) == "it is the first scene of the film"


def test_after_two_links_the_next_scene_begins_afresh_and_the_one_behind_it_follows_it() -> None:
    job = filming_chained(2, 3, 4, 5, scenes=5)
    assert [will_be_chained(job, scene, scene.text) for scene in job.active_scenes] == [False, True, True, False, True]
    for number in (1, 2, 3):
        job = film(job, number)

    assert lacks(job, 4).startswith("at most 2 scenes in a row")
    job = film(film(job, 4), 5)

    assert [links(job, take_of(job, number)) for number in range(1, 6)] == [0, 1, 2, 0, 1]
    assert [will_be_chained(job, scene, scene.text) for scene in job.active_scenes] == [False, True, True, False, True]


def test_a_take_whose_picture_was_ordered_begins_from_it() -> None:
    job = filming_chained(1)
    take = take_of(job, 1)
    job = purchasing.request_still(purchasing.reserve_budget(job, take.id, STILL.price), take.id, STILL)
    job = purchasing.claim_order(job, take.id, None, NOW, purchasing.TakePart.STILL)

    job = send(job, "scenes_ordered", sceneIds=[str(job.active_scenes[number].id) for number in (1, 0, 2)])

    assert lacks(job, 2) == "the picture from which it begins was ordered already"
    assert awaited_scene(job, job.active_scenes[1]) is None


def test_a_follower_whose_text_is_rewritten_is_rewritten_while_it_waits() -> None:
    job = send(completed_chained(2), "regenerate_scene", sceneNumber=1)
    job = send(job, "regenerate_scene", sceneNumber=2, feedback="calmer")
    assert filmed_now(job) == ["Scene 1, take 2", "Scene 2, take 2"]

    job = results.apply_rewrite(job, take_of(job, 2).id, job.active_scenes[1].text)

    assert filmed_now(job) == ["Scene 1, take 2"]


def test_a_follower_of_a_failed_scene_waits_for_a_person() -> None:
    job = fail(film(filming_chained(2, 3, scenes=4), 4), 1)

    assert filmed_now(job) == []
    assert [is_held_up(job, scene) for scene in job.active_scenes] == [False, True, True, False]
    assert (job.status, stage(job)) == (JobStatus.PROCESSING, Stage.AWAITING_RETRY)
    assert not is_actively_filming(job)
    assert progress(job).failed_scenes == 1


def test_a_retry_of_the_failed_scene_goes_on_with_its_followers() -> None:
    job = send(fail(filming_chained(2, 3), 1), "retry_failed_scenes")
    assert [len(scene.takes) for scene in job.active_scenes] == [2, 1, 1]
    for number in (1, 2, 3):
        job = film(job, number)

    assert [work.kind for work in pending_work(job).work] == [WorkKind.CUT]
    assert take_of(job, 2).chained_from == take_of(job, 1).id


def test_finishing_without_a_failed_scene_keeps_its_follower_which_follows_the_scene_before() -> None:
    job = fail(film(filming_chained(3), 1), 2)

    job = send(job, "finish_without_failed")

    assert [scene.number for scene in job.active_scenes] == [1, 3]
    assert filmed_now(job) == ["Scene 3, take 1"]
    assert take_of(film(job, 3), 3).chained_from == take_of(job, 1).id


def test_finishing_without_the_first_scene_films_its_follower_as_the_first() -> None:
    job = send(fail(filming_chained(2, scenes=2), 1), "finish_without_failed")

    assert filmed_now(job) == ["Scene 2, take 1"]
    assert lacks(job, 2) == "it is the first scene of the film"


def test_a_follower_that_failed_by_itself_is_left_out() -> None:
    job = film(filming_chained(2, scenes=2), 1)
    job = purchasing.postpone(job, take_of(job, 2).id, BUSY, NOW, LATER)

    assert [scene.number for scene in send(job, "finish_without_failed").active_scenes] == [1]


def test_a_follower_that_waits_may_be_regenerated_deleted_and_stopped_and_nothing_was_bought() -> None:
    job = fail(filming_chained(2, scenes=2), 1)

    again = send(job, "regenerate_scene", sceneNumber=2)
    assert [take.status for take in again.active_scenes[1].takes] == [TakeStatus.CANCELLED, TakeStatus.WANTED]
    assert send(job, "scene_deleted", scene=2).active_scenes[0].number == 1
    assert take_of(send(job, "scene_updated", scene=2, status="failed"), 2).status is TakeStatus.FAILED
    assert job.owed == 0


def test_a_scene_that_is_being_filmed_is_not_regenerated_for_its_follower() -> None:
    with pytest.raises(Invalid, match="scene 1 is being filmed"):
        send(order(filming_chained(2), 1), "regenerate_scene", sceneNumber=1)


def test_a_take_that_follows_after_all_does_not_say_that_it_lacks_the_scene_before() -> None:
    job = filming_chained(1, scenes=2)
    chain = chain_of(job, take_of(job, 1))
    assert chain
    assert chain.left_out
    job = results.note_left_out(job, take_of(job, 1).id, (chain.left_out,))

    followed = purchasing.begin_at(job, take_of(job, 1).id, take_of(job, 2).id)

    assert take_of(job, 1).left_out == (chain.left_out,)
    assert take_of(followed, 1).left_out == ()


def test_a_scene_restored_behind_another_follows_that() -> None:
    job = film(film(filming_chained(3), 1), 2)
    job = send(job, "scene_updated", scene=3, status="failed")
    scene, _ = scene_and_take(job, 3)
    job = send(job, "scene_deleted", scene=2)

    job = send(job, "regenerate_scene", sceneNumber=3)

    assert take_of(film(job, 3), 3).chained_from == take_of(job, 1).id
    assert evolve(scene).number == 3


def by_the_animatic(job: Job, number: int) -> Job:
    """The job in which the animatic stands in for the vendor of the scene's take."""
    return job.with_take(evolve(take_of(job, number), provider=ANIMATIC))


def spoken_within_a_limit(job: Job) -> Job:
    """The job with a voice-over and a limit, within which the footage comes before the voice."""
    production = evolve(job.brief.production, voice="voices", max_cost=Decimal(5))
    return evolve(job, brief=evolve(job.brief, production=production))


def test_no_scene_begins_where_an_animatic_ends_because_words_are_drawn_into_it() -> None:
    job = by_the_animatic(filming_chained(2), 1)

    for case in (job, film(job, 1)):
        assert filmed_now(case)[-2:] == ["Scene 2, take 1", "Scene 3, take 1"]
        assert lacks(case, 2) == "the scene before is an animatic, into which words are drawn"
        assert not any(will_be_chained(case, scene, scene.text) for scene in case.active_scenes)


def test_an_animatic_that_waits_for_the_voice_is_not_waited_for_by_the_footage_for_which_the_voice_waits() -> None:
    job = film(by_the_animatic(spoken_within_a_limit(filming_chained(2)), 1), 3)

    assert [work.title for work in pending_work(job).work] == ["Scene 2, take 1"]


def test_the_voice_does_not_wait_for_a_follower_that_waits_for_a_person() -> None:
    job = by_the_animatic(spoken_within_a_limit(filming_chained(2)), 3)
    assert not [work for work in pending_work(job).work if work.kind is WorkKind.SPEAK]

    job = fail(job, 1)

    assert {work.kind for work in pending_work(job).work} == {WorkKind.SPEAK}
