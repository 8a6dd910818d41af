"""Notes on the command line."""

from typing import Any

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer, job

NOTES: list[dict[str, Any]] = [
    {"id": "a", "status": "open", "sceneNumber": 2, "timecode": "00:00:03:12", "author": "Ann", "text": "Closer"},
    {"id": "b", "status": "resolved", "sceneNumber": None, "timecode": None, "author": "Ben", "text": "Warmer"},
]


def test_a_note_is_added_and_all_are_listed(api: FakeApi, greenlight: Greenlight) -> None:
    path = f"/api/v3/jobs/{api.add(job())}/notes"
    api.answers["POST", path] = answer({"data": NOTES[0]}, 201)
    api.answers["GET", path] = answer({"data": NOTES})

    shown = greenlight("notes", "last", "--add", "Closer", "--frame", "102", "--author", "Ann").out

    (change,) = api.changes()
    assert change.json == {"text": "Closer", "firstFrame": 102, "author": "Ann"}
    lines = [line.split() for line in shown.splitlines()[-2:]]
    assert lines == [
        ["open", "scene", "2,", "00:00:03:12", "Ann", "Closer"],
        ["resolved", "the", "film", "Ben", "Warmer"],
    ]


def test_the_open_notes_of_a_scene_are_used_as_feedback(api: FakeApi, greenlight: Greenlight) -> None:
    job_id = api.add(job())
    api.answers["GET", f"/api/v3/jobs/{job_id}/notes"] = answer({"data": NOTES[:1]})

    greenlight("regenerate", "last", "--scene", "2", "--with-notes")

    (change,) = api.changes()
    assert change.json == {"action": "regenerate_scene", "sceneNumber": 2, "noteIds": ["a"]}
