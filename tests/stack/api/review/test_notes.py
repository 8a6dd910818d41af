"""Notes over HTTP."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.container import Container
from db.events import EventFilter
from domain.errors import ErrorInfo
from domain.rules import results
from tests.harness.api_bodies import JOBS, check_problem, created
from tests.stack.api.conftest import Http
from tests.stack.api.stages import completed, filmed, planned

ERROR = ErrorInfo(code="input_rejected", message="not this picture")


@pytest.fixture
async def job(http: Http, container: Container) -> UUID:
    """A job in review, of three scenes of 120 frames."""
    job = UUID((await created(http))["id"])
    await planned(container, job)
    return job


@pytest.fixture
async def with_film(http: Http, container: Container, tmp_path: Path) -> UUID:
    """A completed job of three scenes of 120 frames."""
    job = UUID((await created(http))["id"])
    await completed(container, job, tmp_path)
    return job


async def added(http: Http, job: UUID, words: str = "Closer", **about: Any) -> dict[str, Any]:
    answer = await http.post(f"{JOBS}/{job}/notes", json={"text": words, **about})
    assert answer.status_code == 201, answer.text
    note: dict[str, Any] = answer.json()["data"]
    return note


async def listed(http: Http, job: UUID, **query: str) -> list[dict[str, Any]]:
    answer = await http.get(f"{JOBS}/{job}/notes", params=query)
    assert answer.status_code == 200, answer.text
    notes: list[dict[str, Any]] = answer.json()["data"]
    return notes


async def events(container: Container, job: UUID) -> list[dict[str, Any]]:
    found = await container.events.after(0, 1000, EventFilter(job_id=job))
    return [event.data for event in found if event.kind == "note"]


async def test_a_note_on_a_moment_of_the_film_is_answered_with_its_scene_film_and_timecode(
    http: Http, with_film: UUID, container: Container
) -> None:
    film = (await container.jobs.load(with_film)).film
    assert film is not None

    note = await added(http, with_film, "Wärmer 🍵\n", author="Ann", firstFrame=122, lastFrame=150)

    scene = (await container.jobs.load(with_film)).active_scenes[1]
    assert note == {
        "id": note["id"],
        "jobId": str(with_film),
        "sceneId": str(scene.id),
        "sceneNumber": 2,
        "takeId": None,
        "filmId": str(film.id),
        "firstFrame": 122,
        "lastFrame": 150,
        "timecode": "00:00:04:02 – 00:00:05:00",
        "text": "Wärmer 🍵\n",
        "author": "Ann",
        "status": "open",
        "answeredBy": None,
        "createdAt": note["createdAt"],
        "updatedAt": note["createdAt"],
        "resolvedAt": None,
    }
    assert await listed(http, with_film) == [note]


async def test_notes_are_listed_oldest_first_by_status_and_by_scene(http: Http, job: UUID) -> None:
    first = await added(http, job, "one", sceneNumber=1)
    second = await added(http, job, "two", sceneNumber=2)
    await http.patch(f"{JOBS}/{job}/notes/{first['id']}", json={"status": "resolved"})

    assert [note["text"] for note in await listed(http, job)] == ["one", "two"]
    assert [note["text"] for note in await listed(http, job, status="open")] == ["two"]
    assert [note["text"] for note in await listed(http, job, sceneId=first["sceneId"])] == ["one"]
    assert second["author"] == "anonymous"
    check_problem(await http.get(f"{JOBS}/{job}/notes", params={"sceneId": "one"}), 422, "invalid")


async def test_the_author_is_the_callers_key_unless_one_is_given(guarded: Http) -> None:
    guarded.headers["Authorization"] = "Bearer first-key"
    job = UUID((await created(guarded))["id"])

    assert (await added(guarded, job))["author"].startswith("key ")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "text"),
        ({"text": " "}, "text"),
        ({"text": "a\0"}, "text"),
        ({"text": "x", "author": "x" * 101}, "author"),
        ({"text": "x", "firstFrame": -1}, "firstFrame"),
        ({"text": "x", "firstFrame": 1.5}, "firstFrame"),
        ({"text": "x", "frame": 1}, "frame"),
    ],
)
async def test_a_note_that_is_none_is_refused_at_its_field(
    http: Http, job: UUID, body: dict[str, Any], path: str
) -> None:
    problem = check_problem(await http.post(f"{JOBS}/{job}/notes", json=body), 422, "invalid")
    assert [error["path"] for error in problem["errors"]] == [path]


async def test_the_same_note_sent_twice_with_one_key_is_added_once(http: Http, job: UUID) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    for _ in range(2):
        answer = await http.post(f"{JOBS}/{job}/notes", json={"text": "Closer"}, headers=key)
        assert answer.status_code == 201
    assert len(await listed(http, job)) == 1


async def test_a_note_is_changed_resolved_opened_and_deleted_with_an_event_of_each(
    http: Http, job: UUID, container: Container
) -> None:
    note = await added(http, job, sceneNumber=2)
    path = f"{JOBS}/{job}/notes/{note['id']}"

    resolved = (await http.patch(path, json={"text": "Closer still", "status": "resolved"})).json()["data"]
    again = (await http.patch(path, json={"status": "resolved"})).json()["data"]
    opened = (await http.patch(path, json={"status": "open"})).json()["data"]
    deleted = await http.delete(path)

    assert (resolved["text"], resolved["resolvedAt"]) == ("Closer still", resolved["updatedAt"])
    assert again == resolved
    assert (opened["status"], opened["resolvedAt"]) == ("open", None)
    assert deleted.json()["data"] == {"id": note["id"], "deleted": True}
    assert await listed(http, job) == []
    about = {"id": note["id"], "sceneId": note["sceneId"], "sceneNumber": 2}
    statuses = ["open", "resolved", "open", "deleted"]
    assert await events(container, job) == [{**about, "status": status} for status in statuses]
    for answer in (await http.delete(path), await http.patch(path, json={"status": "open"})):
        check_problem(answer, 404, "not_found")
    check_problem(await http.patch(path, json={}), 422, "invalid")


async def test_a_note_is_changed_only_below_its_own_job(http: Http, job: UUID) -> None:
    note = await added(http, job)
    another = (await created(http))["id"]

    check_problem(await http.delete(f"{JOBS}/{another}/notes/{note['id']}"), 404, "not_found")
    assert len(await listed(http, job)) == 1


async def test_notes_used_in_review_are_resolved_by_the_next_revision(
    http: Http, job: UUID, container: Container
) -> None:
    note = await added(http, job, sceneNumber=2)
    action = {"action": "regenerate_scene", "sceneNumber": 2, "feedback": "Calmer", "noteIds": [note["id"]]}

    assert (await http.post(f"{JOBS}/{job}/actions", json=action)).status_code == 200

    (resolved,) = await listed(http, job)
    assert (resolved["status"], resolved["answeredBy"]) == ("resolved", {"revision": 2, "takeId": None})
    assert (await container.jobs.load(job)).storyboards[0].feedback == "Calmer\nCloser"
    assert [each["status"] for each in await events(container, job)] == ["open", "resolved"]
    action = {"action": "regenerate_all_scenes", "noteIds": [note["id"]]}
    check_problem(await http.post(f"{JOBS}/{job}/actions", json=action), 409, "conflict")


async def test_notes_used_for_a_finished_film_are_resolved_by_the_next_take(
    http: Http, with_film: UUID, container: Container
) -> None:
    note = await added(http, with_film, firstFrame=130)

    answer = await http.post(f"{JOBS}/{with_film}/scenes/2/regenerate", json={"note_ids": [note["id"]]})

    assert answer.status_code == 200, answer.text
    take = (await container.jobs.load(with_film)).active_scenes[1].take
    assert take is not None
    (resolved,) = await listed(http, with_film)
    assert (take.feedback, resolved["answeredBy"]) == ("Closer", {"revision": None, "takeId": str(take.id)})


async def test_a_note_is_open_again_when_the_take_that_was_to_answer_it_fails(
    http: Http, with_film: UUID, container: Container
) -> None:
    note = await added(http, with_film, sceneNumber=2)
    await http.post(f"{JOBS}/{with_film}/scenes/2/regenerate", json={"note_ids": [note["id"]]})
    take = (await container.jobs.load(with_film)).active_scenes[1].take_id
    assert take is not None

    await container.jobs.change(with_film, lambda job, _: results.fail_take(job, take, ERROR))

    (opened,) = await listed(http, with_film)
    assert (opened["status"], opened["answeredBy"], opened["resolvedAt"]) == ("open", None, None)
    assert [each["status"] for each in await events(container, with_film)] == ["open", "resolved", "open"]


async def test_a_note_stays_open_when_the_change_that_uses_it_is_rolled_back(
    http: Http, with_film: UUID, container: Container
) -> None:
    note = await added(http, with_film, sceneNumber=2)
    told = await events(container, with_film)
    regenerate = f"{JOBS}/{with_film}/scenes/2/regenerate"
    async with container.engine.begin() as connection:
        await connection.execute(text("alter table events add constraint none_today check (false) not valid"))
    try:
        assert (await http.post(regenerate, json={"note_ids": [note["id"]]})).status_code == 500
    finally:
        async with container.engine.begin() as connection:
            await connection.execute(text("alter table events drop constraint none_today"))

    assert await listed(http, with_film) == [note]
    assert await events(container, with_film) == told
    assert (await http.post(regenerate, json={"note_ids": [note["id"]]})).status_code == 200


async def test_notes_that_cannot_be_used_are_refused_with_the_reason(http: Http, job: UUID) -> None:
    another = UUID((await created(http))["id"])
    elsewhere = await added(http, another)
    of_scene_1 = await added(http, job, sceneNumber=1)
    deleted = await added(http, job, sceneNumber=2)
    await http.delete(f"{JOBS}/{job}/notes/{deleted['id']}")
    resolved = await added(http, job, sceneNumber=2)
    await http.patch(f"{JOBS}/{job}/notes/{resolved['id']}", json={"status": "resolved"})

    for note, reason in (
        (elsewhere, "of another job"),
        (of_scene_1, "about scene 1, and not about scene 2"),
        (deleted, "was deleted"),
        (resolved, "is resolved already"),
    ):
        answer = await http.post(f"{JOBS}/{job}/scenes/2/regenerate", json={"note_ids": [note["id"]]})
        assert reason in check_problem(answer, 422, "invalid")["detail"]
    assert (await http.get(f"{JOBS}/{job}")).json()["data"]["storyboardRevision"] == 1


async def test_notes_on_scenes_that_are_gone_stay_readable(http: Http, job: UUID, container: Container) -> None:
    deleted = await added(http, job, "on a deleted scene", sceneNumber=3)
    await http.delete(f"{JOBS}/{job}/scenes/3")
    rejected = await added(http, job, "on a scene of a rejected storyboard", sceneNumber=2)
    await http.post(f"{JOBS}/{job}/actions", json={"action": "reject_storyboard", "feedback": "Warmer"})
    await planned(container, job)

    assert await listed(http, job) == [deleted, rejected]


async def test_notes_of_a_deleted_job_are_hidden_until_it_is_restored(http: Http, job: UUID) -> None:
    note = await added(http, job)
    await http.delete(f"{JOBS}/{job}")

    path = f"{JOBS}/{job}/notes"
    for answer in (
        await http.get(path),
        await http.post(path, json={"text": "Closer"}),
        await http.patch(f"{path}/{note['id']}", json={"status": "resolved"}),
    ):
        check_problem(answer, 404, "not_found")
    await http.post(f"{JOBS}/{job}/restore")
    assert await listed(http, job) == [note]


async def test_notes_are_exported_by_format_or_by_accept(http: Http, with_film: UUID) -> None:
    await added(http, with_film, firstFrame=130)
    path = f"{JOBS}/{with_film}/notes"

    by_format = await http.get(path, params={"format": "csv"})
    by_accept = await http.get(path, headers={"Accept": "text/csv"})
    edl = await http.get(path, params={"format": "edl", "status": "resolved"})

    assert by_format.content == by_accept.content
    assert by_format.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert by_format.headers["Content-Disposition"] == 'attachment; filename="Morning Tea notes.csv"'
    assert ",00:00:04:10," in by_format.text
    assert edl.headers["Content-Disposition"] == 'attachment; filename="Morning Tea notes.edl"'
    assert (edl.text.count("FROM CLIP NAME"), "LOC" in edl.text) == (3, False)
    check_problem(await http.get(path, params={"format": "pdf"}), 422, "invalid")


async def test_notes_that_are_added_at_once_are_all_kept(http: Http, job: UUID) -> None:
    await asyncio.gather(*(added(http, job, str(number)) for number in range(10)))

    assert sorted(note["text"] for note in await listed(http, job)) == sorted(map(str, range(10)))


async def test_a_scene_that_is_filmed_by_notes_keeps_them_answered(
    http: Http, with_film: UUID, container: Container, tmp_path: Path
) -> None:
    note = await added(http, with_film, sceneNumber=2)
    await http.post(f"{JOBS}/{with_film}/scenes/2/regenerate", json={"note_ids": [note["id"]]})
    scene = (await container.jobs.load(with_film)).active_scenes[1]
    assert scene.take_id is not None
    take_id = scene.take_id
    await container.jobs.change(with_film, lambda job, _: results.apply_rewrite(job, take_id, scene.text))

    await filmed(container, with_film, 2, tmp_path)

    (answered,) = await listed(http, with_film)
    assert answered["answeredBy"] == {"revision": None, "takeId": str(take_id)}
