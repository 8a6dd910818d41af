"""First frames on the command line."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import Answer, FakeApi, answer, job

FIRST, SECOND = "01980000-0000-7000-8000-0000000000f1", "01980000-0000-7000-8000-0000000000f2"


def first_frame(**changes: Any) -> dict[str, Any]:
    return {
        "id": FIRST,
        "sceneNumber": 2,
        "number": 1,
        "status": "done",
        "chosen": False,
        "stale": False,
        "feedback": None,
        "cost": 0.05,
        "error": None,
    } | changes


DRAWN = [
    first_frame(),
    first_frame(id=SECOND, number=2, chosen=True, feedback="closer to the tin", stale=True),
    first_frame(id="x", sceneNumber=3, status="failed", cost=0.0, error={"message": "no [knives]"}),
]


@pytest.fixture
def job_id(api: FakeApi) -> str:
    """A job with two first frames of its second scene, and one that failed."""
    job_id = api.add(job())
    api.answers["GET", f"/api/v3/jobs/{job_id}/first-frames"] = answer({"data": DRAWN})
    api.answers["POST", f"/api/v3/jobs/{job_id}/first-frames"] = answer({"data": job()})
    api.answers["PUT", f"/api/v3/jobs/{job_id}/scenes/2/first-frame"] = answer({"data": job()})
    return job_id


@pytest.mark.usefixtures("job_id")
def test_list_shows_which_are_drawn_and_chosen_and_what_they_cost(greenlight: Greenlight) -> None:
    shown = greenlight("first-frames", "list", "last").out

    rows = [" ".join(line.split()) for line in shown.splitlines()[2:]]
    assert rows == [
        "2 1 done 0.05",
        "2 2 done (chosen, of an earlier text) 0.05 closer to the tin",
        "3 1 failed 0.00 no [knives]",
    ]


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ([], {}),
        (["--scene", "2", "--scene", "3"], {"sceneNumbers": [2, 3]}),
        (["--scene", "2", "--feedback", "closer"], {"sceneNumbers": [2], "feedback": "closer"}),
    ],
)
def test_draw_names_scenes_and_feedback(
    api: FakeApi, job_id: str, greenlight: Greenlight, options: list[str], sent: dict[str, Any]
) -> None:
    ended = greenlight("first-frames", "draw", "last", *options)

    assert (ended.status, ended.err) == (0, "")
    [change] = api.changes()
    assert (change.method, change.path) == ("POST", f"/api/v3/jobs/{job_id}/first-frames")
    assert change.json == sent


def test_draw_waits_until_all_are_drawn_if_asked_to(api: FakeApi, job_id: str, greenlight: Greenlight) -> None:
    path = f"/api/v3/jobs/{job_id}/first-frames"
    api.passing["GET", path] = [answer({"data": [first_frame(status=status)]}) for status in ("wanted", "ordered")]

    shown = greenlight("first-frames", "draw", "last", "--watch").out

    assert "wanted" not in shown
    assert "done" in shown
    assert [asked.path for asked in api.asked].count(path) == 5, "sent, asked twice while one was open, seen, shown"


def test_one_is_chosen_by_its_number(api: FakeApi, job_id: str, greenlight: Greenlight) -> None:
    greenlight("first-frames", "choose", "last", "--scene", "2", "--number", "2")

    [change] = api.changes()
    assert (change.method, change.path) == ("PUT", f"/api/v3/jobs/{job_id}/scenes/2/first-frame")
    assert change.json == {"firstFrameId": SECOND}


@pytest.mark.usefixtures("job_id")
def test_none_can_be_chosen(api: FakeApi, greenlight: Greenlight) -> None:
    greenlight("first-frames", "choose", "last", "--scene", "2", "--none")

    [change] = api.changes()
    assert change.json == {"firstFrameId": None}


@pytest.mark.usefixtures("job_id")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Name one of them, as --number 2, or --none.\n"),
        (["--number", "2", "--none"], "Name one of them, as --number 2, or --none.\n"),
        (["--number", "3"], "Scene 2 has no first frame 3: `./greenlight first-frames list` shows them.\n"),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_nothing_is_sent(
    api: FakeApi, greenlight: Greenlight, options: list[str], said: str
) -> None:
    ended = greenlight("first-frames", "choose", "last", "--scene", "2", *options)

    assert (ended.status, ended.err) == (1, said)
    assert api.changes() == []


def test_pictures_that_are_drawn_are_saved_under_scene_and_number(
    api: FakeApi, job_id: str, greenlight: Greenlight, tmp_path: Path
) -> None:
    picture = Answer(b"\x89PNG the picture", content_type="image/png")
    api.answers["GET", f"/api/v3/jobs/{job_id}/first-frames/{FIRST}"] = picture
    api.answers["GET", f"/api/v3/jobs/{job_id}/first-frames/{SECOND}"] = replace(picture, content_type="image/jpeg")

    shown = greenlight("first-frames", "save", "last", "-o", str(tmp_path / "new")).out

    assert shown.splitlines() == [
        f"{tmp_path / 'new' / 'scene-2-1.png'}",
        f"{tmp_path / 'new' / 'scene-2-2.jpg'} (chosen, of an earlier text)",
    ]
    assert (tmp_path / "new" / "scene-2-1.png").read_bytes() == picture.body
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_nothing_is_saved_before_one_is_drawn(api: FakeApi, job_id: str, greenlight: Greenlight, home: Path) -> None:
    api.answers["GET", f"/api/v3/jobs/{job_id}/first-frames"] = answer({"data": [first_frame(status="ordered")]})

    ended = greenlight("first-frames", "save", "last")

    assert ended.status == 1
    assert ended.err == "None is drawn yet: draw them with `./greenlight first-frames draw`.\n"
    assert not home.exists()
