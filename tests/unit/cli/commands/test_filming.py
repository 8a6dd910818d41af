"""How scenes are filmed, on the command line."""

from typing import Any

import pytest

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer, job, problem

TIN = "01980000-0000-7000-8000-00000000000a"
LID = "01980000-0000-7000-8000-00000000000b"
FIRST = "01980000-0000-7000-8000-00000000000c"
SECOND = "01980000-0000-7000-8000-00000000000d"

CHOSEN: dict[str, Any] = {
    "audio": "native",
    "references": [TIN, LID],
    "last_frame": LID,
    "chain_from_previous": True,
    "seed": 7,
}


@pytest.fixture
def scenes(api: FakeApi) -> str:
    """A job of two scenes, of which the second is filmed in a way of its own; the path of its scenes."""
    path = f"/api/v3/jobs/{api.add(job())}/scenes"
    shown: list[dict[str, Any]] = [
        {"id": FIRST, "scene_number": 1, "revision": 1, "filming": None},
        {"id": SECOND, "scene_number": 2, "revision": 4, "filming": CHOSEN},
    ]
    api.answers["GET", path] = answer({"scenes": shown})
    for scene in shown:
        api.answers["GET", f"{path}/{scene['scene_number']}"] = answer({"scene": scene})
        api.answers["PUT", f"{path}/{scene['id']}"] = answer({"scene": scene})
    return path


@pytest.mark.usefixtures("scenes")
def test_filming_tells_how_each_scene_is_filmed(greenlight: Greenlight) -> None:
    shown = greenlight("filming", "last").out

    assert shown.splitlines() == [
        "scene 1: as usual",
        f"scene 2: with the model's own sound, begins where the scene before ends, ends on {LID}, "
        f"shows {TIN}, {LID}, seed 7",
    ]


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        (["--audio", "off"], CHOSEN | {"audio": "off"}),
        (["--reference", TIN], CHOSEN | {"references": [TIN]}),
        (["--no-references"], CHOSEN | {"references": []}),
        (["--no-chain", "--seed", "0"], CHOSEN | {"chain_from_previous": False, "seed": 0}),
        (["--usual"], {}),
        (["--usual", "--last-frame", TIN], {"last_frame": TIN}),
    ],
)
def test_what_is_not_given_stays_unless_all_is_to_be_as_usual(
    api: FakeApi, scenes: str, greenlight: Greenlight, options: list[str], sent: dict[str, Any]
) -> None:
    ended = greenlight("filming", "last", "--scene", "2", *options)

    assert (ended.status, ended.err) == (0, "")
    [change] = api.changes()
    assert (change.method, change.path) == ("PUT", f"{scenes}/{SECOND}")
    assert change.json == {"filming": sent}


@pytest.mark.usefixtures("scenes")
def test_a_scene_that_is_filmed_as_usual_gets_what_is_given(api: FakeApi, greenlight: Greenlight) -> None:
    greenlight("filming", "last", "--scene", "1", "--chain")

    [change] = api.changes()
    assert change.json == {"filming": {"chain_from_previous": True}}


@pytest.mark.usefixtures("scenes")
def test_a_change_without_a_scene_is_refused(api: FakeApi, greenlight: Greenlight) -> None:
    ended = greenlight("filming", "last", "--seed", "7")

    assert (ended.status, ended.err) == (1, "Name the scene: --scene 2.\n")
    assert api.changes() == []


def test_the_scene_that_was_read_is_changed_at_the_revision_that_was_read(
    api: FakeApi, scenes: str, greenlight: Greenlight
) -> None:
    greenlight("filming", "last", "--scene", "2", "--usual")

    [change] = api.changes()
    assert (change.path, change.headers["if-match"]) == (f"{scenes}/{SECOND}", '"4"')


@pytest.mark.parametrize("status", [412, 404])
def test_what_somebody_else_changed_meanwhile_stays_and_what_to_do_is_said(
    api: FakeApi, scenes: str, greenlight: Greenlight, status: int
) -> None:
    api.answers["PUT", f"{scenes}/{SECOND}"] = problem(status, "scene 2 is at revision 5 by now, not 4", "gone")

    ended = greenlight("filming", "last", "--scene", "2", "--seed", "7")

    assert (ended.status, ended.err) == (
        1,
        "Somebody else changed scene 2 at the same moment, so it is left as they made it. "
        "Look at it with `filming JOB --scene 2`, then give the command again.\n",
    )


def test_a_refusal_of_the_change_itself_is_told_as_it_is(api: FakeApi, scenes: str, greenlight: Greenlight) -> None:
    api.answers["PUT", f"{scenes}/{SECOND}"] = problem(409, "seed: the model takes none")

    ended = greenlight("filming", "last", "--scene", "2", "--seed", "7")

    assert ended.err.startswith("seed: the model takes none\n")
