"""How scenes are filmed, on the command line."""

from typing import Any

import pytest

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer, job

TIN = "01980000-0000-7000-8000-00000000000a"
LID = "01980000-0000-7000-8000-00000000000b"

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
    shown: list[dict[str, Any]] = [{"scene_number": 1, "filming": None}, {"scene_number": 2, "filming": CHOSEN}]
    api.answers["GET", path] = answer({"scenes": shown})
    for scene in shown:
        api.answers["GET", f"{path}/{scene['scene_number']}"] = answer({"scene": scene})
        api.answers["PUT", f"{path}/{scene['scene_number']}"] = answer({"scene": scene})
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
    assert (change.method, change.path) == ("PUT", f"{scenes}/2")
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
