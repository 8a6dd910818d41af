"""Drafts: scenes are filmed by the model's cheap variant, and made final when somebody asks for that."""

from typing import Any

import pytest

from domain.base import evolve
from domain.clients.access import EVERYTHING, MissingScope, Scope
from domain.errors import Conflict, ErrorInfo, Invalid, NotFound, OrderUnknown
from domain.job.approval import ANYBODY, Sender
from domain.job.model import Job, JobStatus
from domain.job.takes.take import TakeStatus
from domain.rules import results
from domain.rules.decide import allowed_actions, decide
from domain.rules.messages import parse_message
from tests.unit.domain.jobs import (
    CHEAP_CHOICE,
    MODEL_CHOICE,
    NOW,
    claim,
    completed,
    fail,
    film,
    film_of,
    in_review,
    order,
    take_of,
)

UNKNOWN = ErrorInfo(code=OrderUnknown.code, message="nobody knows")


def send(job: Job, action: str, request: str = "", sender: Sender = ANYBODY, **fields: Any) -> Job:
    """Return the job after a message to a job whose new takes are drafts."""
    message = parse_message(action, fields)
    return decide(job, message, request or f"{action} {fields}", NOW, CHEAP_CHOICE, sender=sender)


def drafted() -> Job:
    """Return a job that is filmed as a draft, and cut."""
    job = send(in_review("one", "two"), "approve_storyboard")
    job = film(film(job, 1), 2)
    return results.apply_film(job, film_of(job))


def finish(job: Job, *numbers: int) -> Job:
    return send(job, "finish_scenes", sceneNumbers=numbers or None)


def test_scenes_are_filmed_as_drafts_by_the_cheap_model() -> None:
    takes = [scene.clip for scene in drafted().active_scenes]

    assert [(take.model, take.is_draft) for take in takes if take] == [("test-cheap", True)] * 2


def test_a_scene_is_finished_by_the_chosen_model_with_the_words_and_the_seed_of_its_draft() -> None:
    before = send(drafted(), "scene_updated", scene=1, description="changed since")
    draft = take_of(before)

    job = finish(before, 1)

    final = take_of(job)
    assert (final.model, final.is_draft, final.status) == (MODEL_CHOICE.model, False, TakeStatus.WANTED)
    assert (final.text, final.seed) == (draft.text, draft.seed)
    assert job.status is JobStatus.PROCESSING
    assert take_of(job, 2) == take_of(before, 2)


def test_without_numbers_every_scene_whose_clip_is_a_draft_is_finished() -> None:
    job = film(finish(drafted(), 1), 1)

    job = finish(job)

    assert [take_of(job, number).is_draft for number in (1, 2)] == [False, False]
    assert [take_of(job, number).status for number in (1, 2)] == [TakeStatus.DONE, TakeStatus.WANTED]


def test_a_scene_that_cannot_be_finished_shows_its_draft_again() -> None:
    before = drafted()

    job = fail(finish(before, 1), 1)

    assert take_of(job) == take_of(before)
    assert job.active_scenes[0].error is not None
    assert job.film_id == before.film_id


def test_a_second_attempt_to_finish_a_scene_cannot_be_mistaken_for_the_first() -> None:
    job = fail(finish(drafted(), 1), 1)
    first = job.active_scenes[0].takes[-1]

    second = take_of(send(job, "finish_scenes", "another", sceneNumbers=[1]))

    assert (second.seed == first.seed, second.text == first.text) == (False, True)


def test_a_finished_scene_that_is_regenerated_is_a_draft_again() -> None:
    job = film(finish(drafted(), 1), 1)

    assert take_of(send(job, "regenerate_scene", sceneNumber=1)).is_draft


def test_the_same_request_finishes_a_scene_once() -> None:
    job = drafted()

    assert finish(job, 1) == finish(job, 1)


@pytest.mark.parametrize(
    ("job", "refusal"),
    [
        (order(send(drafted(), "regenerate_scene", sceneNumber=1), 1), "scene 1 is being filmed"),
        (send(drafted(), "regenerate_scene", sceneNumber=1), "scene 1 is being filmed"),
        (film(finish(drafted(), 1), 1), "scene 1 is final already"),
        (fail(claim(finish(drafted(), 1), 1), 1, UNKNOWN), "test may have taken an order of scene 1"),
        (fail(film(send(in_review("one", "two"), "approve_storyboard"), 2), 1), "scene 1 has no clip"),
    ],
    ids=["being filmed", "about to be filmed", "final", "in doubt", "no clip"],
)
def test_a_scene_that_is_not_to_be_finished_now_is_refused_by_name(job: Job, refusal: str) -> None:
    with pytest.raises(Invalid, match=refusal):
        finish(job, 2, 1)


def test_a_scene_whose_order_is_being_stopped_is_refused_by_name() -> None:
    job = order(finish(drafted(), 1), 1)
    job = send(job, "scene_updated", scene=1, status="failed")
    assert [take.status for take in job.active_scenes[0].takes] == [TakeStatus.DONE, TakeStatus.STOPPING]

    with pytest.raises(Invalid, match="an order of scene 1 is being stopped"):
        finish(job, 1)


def test_a_scene_that_the_job_does_not_have_is_refused() -> None:
    with pytest.raises(NotFound, match="no scene 9"):
        finish(drafted(), 9)


def test_a_film_without_drafts_has_nothing_to_finish() -> None:
    assert "finish_scenes" not in allowed_actions(completed())
    assert "finish_scenes" in allowed_actions(drafted())
    with pytest.raises(Conflict, match="finish_scenes is not possible"):
        finish(completed())


def test_without_the_scope_to_spend_nothing_is_finished() -> None:
    frugal = Sender(scopes=EVERYTHING - {Scope.SPEND, Scope.ADMIN})

    with pytest.raises(MissingScope):
        send(drafted(), "finish_scenes", sender=frugal)


def test_a_client_s_own_clip_is_no_draft() -> None:
    job = send(drafted(), "scene_updated", scene=1, status="completed", videoUrl="https://a.example/clip.mp4")

    assert not take_of(job).is_draft


def test_a_draft_is_finished_by_the_usual_model_when_there_is_no_cheap_one_any_more() -> None:
    job = decide(drafted(), parse_message("finish_scenes", {}), "now", NOW, evolve(MODEL_CHOICE, model="test-2"))

    assert [(take_of(job, n).model, take_of(job, n).is_draft) for n in (1, 2)] == [("test-2", False)] * 2
