"""The storyboard and the state of a job as printed."""

import pytest

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, completed, job, scene

ODD = [
    "[bold]not bold[/bold] [/nothing] [link=x]",
    ":smile: stays, and so does 😀👩‍👩‍👧",
    "שלום עולם — مرحبا",
    "日本語の台本",
    r"a \[backslash] and {braces} %s",
]


@pytest.mark.parametrize("text", ODD)
def test_unusual_text_is_shown_verbatim(api: FakeApi, greenlight: Greenlight, text: str) -> None:
    api.add(job(scenes=[scene(1, script=text, description="plain")], adBasics={"productName": text}))

    shown = greenlight("show", "last").out

    assert shown.splitlines()[0] == text
    assert shown.count(text) == 2


def test_control_characters_do_not_reach_the_terminal(api: FakeApi, greenlight: Greenlight) -> None:
    api.add(job(scenes=[scene(1, script="\x1b[2J\x07gone\x9b31m")]))

    shown = greenlight("show", "last").out

    assert "␛[2J␇gone�31m" in shown
    assert "\x1b" not in shown


def test_show_has_every_column_of_the_storyboard(api: FakeApi, greenlight: Greenlight) -> None:
    api.add(job(scenes=[scene(2, scenario="cta", shotType="wide", transition="crossfade", duration=4.25)]))

    shown = greenlight("show", "last").out

    headings, _, row = [line.split() for line in shown.splitlines() if line.strip()][2:5]
    assert headings == ["#", "seconds", "scenario", "shot", "transition", "script", "description"]
    assert row == ["2", "4.25", "cta", "wide", "crossfade", "Line", "2", "Picture", "2"]
    assert "1 scenes, 4.25 s, revision 3" in shown


def test_a_narrow_screen_shows_every_word(
    api: FakeApi, greenlight: Greenlight, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    script = "Sieben Worte stehen hier auf schmalem Schirm"
    api.add(job(scenes=[scene(1, script=script, description="Donaudampfschifffahrt")]))

    shown = greenlight("show", "last").out

    assert all(word in shown for word in [*script.split(), "Donaudampfschifffahrt"])
    assert max(map(len, shown.splitlines())) <= 80


def test_show_lists_errors_warnings_costs_and_feedback(api: FakeApi, greenlight: Greenlight) -> None:
    fault = {"code": "budget_exceeded", "message": "would cost 3 USD", "retryable": False}
    warning = {"code": "asset_unreachable", "message": "no picture", "retryable": True}
    scenes = [
        scene(1, status="failed", error={"code": "input_rejected", "message": "no [knives]", "retryable": False}),
        scene(2, attempt=4, nextRetryAt="2026-01-02T03:04:05Z"),
    ]
    cost = {"cost": 1, "costInDoubt": 0.5}
    api.add(job("awaiting_retry", "processing", error=fault, warnings=[warning], scenes=scenes) | cost)

    shown = greenlight("show", "last").out

    assert "error     would cost 3 USD (budget_exceeded)" in shown
    assert "cost      1.00 USD; 0.50 USD more if the vendor took what it cannot tell" in shown
    assert "warning   no picture (asset_unreachable)" in shown
    assert "scene 1   failed: no [knives] (input_rejected)" in shown
    assert "scene 2   tried 4 times, again at" in shown
    assert "revision 1  rejected: more [bold]fun[/bold]" in shown


def test_show_says_who_speaks_and_what_is_heard(api: FakeApi, greenlight: Greenlight) -> None:
    line = {"status": "done", "provider": "local", "voice": "heart", "seconds": 2.1}
    scenes = [scene(1, speech=line), scene(2, speech={**line, "status": "ordered"}), scene(3, speech=None)]
    sound = {"loudness": -14.02, "music": {"name": "Warm piano", "licence": "CC0-1.0"}}
    made = completed(scenes=scenes)
    api.add({**made, "film": {**made["film"], "sound": sound}})

    shown = greenlight("show", "last").out

    assert "voice     1 of 2 lines spoken, by local heart" in shown
    assert "sound     music Warm piano (CC0-1.0), -14.0 LUFS" in shown


def test_show_says_how_scenes_are_filmed_and_which_clips_are_drafts_or_another_providers(
    api: FakeApi, greenlight: Greenlight
) -> None:
    failed = {"take": "x", "provider": "replicate", "reason": "no knives"}
    drawn = {"number": 2, "status": "done", "chosen": True, "stale": True}
    scenes = [
        scene(1, filming={"audio": "native", "seed": 7}, firstFrame=drawn),
        scene(2, firstFrame={**drawn, "chosen": False}, stale=True, draft=True, fallbackOf=failed, provider="runway"),
    ]
    api.add(job(scenes=scenes))

    shown = greenlight("show", "last").out

    assert "scene 1   filming: with the model's own sound, seed 7" in shown
    assert "scene 1   begins from first frame 2, of an earlier text" in shown
    assert "scene 2   stale: filmed again, it would be another" in shown
    assert "scene 2   begins from" not in shown
    assert "scene 2   a draft" in shown
    assert "scene 2   by runway in place of replicate" in shown
