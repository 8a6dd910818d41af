"""Events of changes of a job."""

from domain.base import evolve
from domain.job.events import events
from domain.job.filming.first_frame import FirstFrame
from domain.job.model import Job
from domain.rules import results
from domain.rules.purchases import purchasing
from tests.unit.domain.jobs import (
    BUSY,
    LATER,
    MODEL_CHOICE,
    NOW,
    completed,
    cutting,
    fail,
    film_of,
    filming,
    in_review,
    order,
    pending,
    plan,
    send,
    some_id,
    take_of,
)


def event_kinds(before: Job | None, after: Job) -> list[tuple[str, object]]:
    return [(event.kind, event.data.get("sceneNumber")) for event in events(before, after)]


def test_a_new_job_has_a_job_event() -> None:
    assert event_kinds(None, pending()) == [("job", None)]


def test_an_unchanged_job_has_no_events() -> None:
    assert event_kinds(completed(), completed()) == []


def test_a_changed_scene_has_an_event_with_its_status() -> None:
    before = filming()

    job, scene = events(before, order(before, 2))

    assert job.data["progress"]["processingScenes"] == 1
    told = {"attempt": 0, "nextRetryAt": None, "provider": "test", "draft": False, "fallbackOf": None, "error": None}
    assert scene.data == {"id": str(before.active_scenes[1].id), "sceneNumber": 2, "status": "processing", **told}


def test_each_try_of_a_take_has_an_event_with_its_error_and_the_time_of_the_next() -> None:
    before = filming()
    once = purchasing.postpone(before, take_of(before).id, BUSY, NOW, LATER)
    twice = purchasing.postpone(once, take_of(before).id, BUSY, NOW, LATER)

    (scene,) = events(once, twice)

    assert (scene.data["attempt"], scene.data["nextRetryAt"]) == (2, "2026-03-01T01:00:00Z")
    assert scene.data["error"]["code"] == "busy"


def test_deleted_scenes_have_events() -> None:
    before = in_review("one", "two")

    after = results.apply_plan(send(before, "regenerate_all_scenes"), 2, plan(), [], NOW, MODEL_CHOICE)

    assert [event.data["status"] for event in events(before, after) if event.kind == "scene"] == ["deleted", "deleted"]


def test_a_rewritten_scene_has_an_event() -> None:
    before = send(completed(), "regenerate_scene", sceneNumber=2, feedback="calmer")

    after = results.apply_rewrite(before, take_of(before, 2).id, plan("calm").scenes[0])

    assert event_kinds(before, after) == [("scene", 2)]


def test_a_scene_whose_earlier_take_is_restored_has_an_event() -> None:
    before = send(completed(), "regenerate_scene", sceneNumber=2)

    assert ("scene", 2) in event_kinds(before, fail(before, 2))


def test_a_new_film_has_one_event() -> None:
    before = cutting()
    after = results.apply_film(before, film_of(before))

    assert [(event.kind, event.data.get("frames")) for event in events(before, after)] == [
        ("job", None),
        ("film", 180),
    ]
    assert event_kinds(after, after) == []


def test_a_deleted_job_has_an_event() -> None:
    before = completed()

    (event,) = events(before, send(before, "delete"))

    assert event.data["deleted"] is True


def test_a_first_frame_that_is_asked_for_drawn_or_chosen_has_an_event_of_its_scene() -> None:
    job = in_review("one", "two")
    scene = job.active_scenes[1]
    wanted = FirstFrame(
        id=some_id("frame"),
        scene_id=scene.id,
        number=1,
        request="",
        text=scene.text,
        seed=1,
        provider="images",
        model="image-1",
        created_at=NOW,
    )

    asked = job.with_first_frame(wanted)
    drawn = asked.with_first_frame(evolve(wanted, key="first", status="done"))
    chosen = drawn.with_scenes(evolve(scene, first_frame_id=wanted.id))

    assert event_kinds(job, asked) == event_kinds(asked, drawn) == event_kinds(drawn, chosen) == [("scene", 2)]
