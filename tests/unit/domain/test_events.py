"""What clients are told of."""

from domain.job.events import events
from domain.job.model import Job
from domain.rules import results
from tests.unit.domain.jobs import (
    MODEL_CHOICE,
    NOW,
    completed,
    cutting,
    fail,
    film_of,
    filming,
    in_review,
    order,
    parts,
    pending,
    plan,
    say,
)


def told(before: Job | None, after: Job) -> list[tuple[str, object]]:
    return [(event.kind, event.data.get("sceneNumber")) for event in events(before, after)]


def test_a_new_job_is_told_of() -> None:
    assert told(None, pending()) == [("job", None)]


def test_nothing_is_told_when_nothing_changed() -> None:
    assert told(completed(), completed()) == []


def test_a_scene_is_told_of_with_what_it_is_now() -> None:
    before = filming()

    job, scene = events(before, order(before, 2))

    assert job.data["progress"]["processingScenes"] == 1
    assert scene.data == {"id": str(before.active_scenes[1].id), "sceneNumber": 2, "status": "processing"}


def test_scenes_that_are_gone_are_told_of() -> None:
    before = in_review("one", "two")

    after = results.apply_plan(say(before, "regenerate_all_scenes"), 2, plan(), [], NOW, MODEL_CHOICE)

    assert [event.data["status"] for event in events(before, after) if event.kind == "scene"] == ["deleted", "deleted"]


def test_a_scene_that_was_rewritten_is_told_of() -> None:
    before = say(completed(), "regenerate_scene", sceneNumber=2, feedback="calmer")

    after = results.apply_rewrite(before, parts(before, 2)[1].id, plan("calm").scenes[0])

    assert told(before, after) == [("scene", 2)]


def test_a_scene_that_stands_on_its_earlier_take_again_is_told_of() -> None:
    before = say(completed(), "regenerate_scene", sceneNumber=2)

    assert ("scene", 2) in told(before, fail(before, 2))


def test_a_new_film_is_told_of_once() -> None:
    before = cutting()
    after = results.apply_film(before, film_of(before))

    assert [(event.kind, event.data.get("frames")) for event in events(before, after)] == [
        ("job", None),
        ("film", 180),
    ]
    assert told(after, after) == []


def test_a_deleted_job_is_told_of() -> None:
    before = completed()

    (event,) = events(before, say(before, "delete"))

    assert event.data["deleted"] is True
