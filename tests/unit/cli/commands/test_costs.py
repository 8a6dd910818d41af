"""Estimates and budgets on the command line."""

from typing import Any

import pytest

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer, job, scene

ESTIMATE: dict[str, Any] = {
    "currency": "USD",
    "provider": "runway",
    "model": "gen4.5",
    "pricesAsOf": "2026-11-21",
    "scenes": [
        {"sceneNumber": 1, "duration": 4.5, "billedSeconds": 5, "cost": 0.6, "problem": None},
        {"sceneNumber": 2, "duration": 60, "billedSeconds": None, "cost": None, "problem": "too long"},
    ],
    "total": None,
    "spent": 0.25,
    "maxCost": 2.0,
    "withinBudget": False,
}


def test_estimate_lists_the_cost_of_each_scene(api: FakeApi, greenlight: Greenlight) -> None:
    job_id = api.add(job(scenes=[scene(1)]))
    api.answers["GET", f"/api/v3/jobs/{job_id}/estimate"] = answer({"data": ESTIMATE})

    shown = greenlight("estimate", "last").out

    assert shown.splitlines() == [
        "scene 1: 0.60 USD for 5 s",
        "scene 2: too long",
        "in all unknown, by runway's gen4.5, at prices of 2026-11-21",
        "spent 0.25 USD, limit 2.00 USD; what exceeds it will not be filmed",
    ]


def test_estimate_says_what_a_scene_will_lack(api: FakeApi, greenlight: Greenlight) -> None:
    job_id = api.add(job(scenes=[scene(1)]))
    left_out = [
        {"what": "silence", "reason": "Runway's gen4.5 makes sound with every clip", "asset": None},
        {"what": "last_frame", "reason": "Runway's gen4.5 takes no last frame", "asset": None},
    ]
    estimate = {**ESTIMATE, "scenes": [{**ESTIMATE["scenes"][0], "leftOut": left_out}]}
    api.answers["GET", f"/api/v3/jobs/{job_id}/estimate"] = answer({"data": estimate})

    shown = greenlight("estimate", "last").out

    assert shown.splitlines()[:3] == [
        "scene 1: 0.60 USD for 5 s",
        "  without last frame: Runway's gen4.5 takes no last frame",
        "in all unknown, by runway's gen4.5, at prices of 2026-11-21",
    ]


def test_estimate_says_what_a_scene_will_lack_by_each_provider_that_it_may_be_offered_to(
    api: FakeApi, greenlight: Greenlight
) -> None:
    job_id = api.add(job(scenes=[scene(1)]))
    left_out = [
        {"what": "silence", "reason": "Veo makes sound with every clip", "asset": None},
        {"what": "seed", "reason": "Veo takes no seed", "asset": None},
    ]
    scenes = [
        {"sceneNumber": 1, "leftOut": left_out, "problem": None},
        {"sceneNumber": 2, "leftOut": [], "problem": "it is 60 s long"},
    ]
    fallback = [
        {"provider": "gemini", "model": "veo", "scenes": scenes, "problem": None},
        {"provider": "replicate", "model": None, "scenes": [], "problem": "set REPLICATE_API_TOKEN"},
    ]
    api.answers["GET", f"/api/v3/jobs/{job_id}/estimate"] = answer({"data": {**ESTIMATE, "fallback": fallback}})

    shown = greenlight("estimate", "last").out

    assert shown.splitlines()[3:7] == [
        "offered after a refusal to gemini's veo:",
        "  scene 1 without seed: Veo takes no seed",
        "  scene 2: it is 60 s long",
        "offered after a refusal to replicate: set REPLICATE_API_TOKEN",
    ]


def test_estimate_says_what_the_voice_costs(api: FakeApi, greenlight: Greenlight) -> None:
    job_id = api.add(job(scenes=[scene(1), scene(2)]))
    scenes = [
        {**ESTIMATE["scenes"][0], "voiceCost": 0.02},
        {"sceneNumber": 2, "duration": 5, "billedSeconds": None, "cost": 0.0, "voiceCost": 0.03, "problem": None},
    ]
    estimate = {**ESTIMATE, "scenes": scenes, "voice": 0.05, "total": 0.65}
    api.answers["GET", f"/api/v3/jobs/{job_id}/estimate"] = answer({"data": estimate})

    shown = greenlight("estimate", "last").out

    assert shown.splitlines()[:3] == [
        "scene 1: 0.60 USD for 5 s, 0.02 USD for its line",
        "scene 2: filmed, 0.03 USD for its line",
        "in all 0.65 USD, 0.05 of it for the voice, by runway's gen4.5, at prices of 2026-11-21",
    ]


def test_estimate_tells_first_frames_and_the_price_of_the_final_scenes_apart(
    api: FakeApi, greenlight: Greenlight
) -> None:
    job_id = api.add(job(scenes=[scene(1)]))
    first_frames = {"toDraw": 3, "price": 0.05, "total": 0.15}
    draft = {**ESTIMATE["scenes"][0], "cost": 0.3, "finalCost": 0.6}
    apart = {"total": 0.3, "firstFrames": first_frames, "draft": 0.3, "final": 0.6}
    estimate = {**ESTIMATE, "scenes": [draft], **apart}
    api.answers["GET", f"/api/v3/jobs/{job_id}/estimate"] = answer({"data": estimate})

    shown = greenlight("estimate", "last").out

    assert shown.splitlines()[:4] == [
        "scene 1: 0.30 USD for 5 s, 0.60 USD more to make it final",
        "in all 0.30 USD, by runway's gen4.5, at prices of 2026-11-21",
        "first frames: 3 can be drawn before that, for 0.15 USD",
        "to make all drafts final costs 0.60 USD more",
    ]


def test_estimate_offers_no_first_frames_where_none_can_be_drawn(api: FakeApi, greenlight: Greenlight) -> None:
    job_id = api.add(job(scenes=[scene(1)]))
    first_frames = {"toDraw": 3, "price": None, "total": None, "problem": "the animatic draws each scene itself"}
    estimate = {**ESTIMATE, "firstFrames": first_frames}
    api.answers["GET", f"/api/v3/jobs/{job_id}/estimate"] = answer({"data": estimate})

    shown = greenlight("estimate", "last").out

    assert "first frames" not in shown


@pytest.mark.parametrize(
    ("final", "said"), [(None, ["to make all drafts final costs an unknown amount more"]), (0.0, [])]
)
def test_estimate_says_that_a_final_price_is_unknown_and_nothing_once_all_is_final(
    api: FakeApi, greenlight: Greenlight, final: float | None, said: list[str]
) -> None:
    job_id = api.add(job(scenes=[scene(1)]))
    estimate = {**ESTIMATE, "scenes": [], "draft": 0.3, "final": final}
    api.answers["GET", f"/api/v3/jobs/{job_id}/estimate"] = answer({"data": estimate})

    shown = greenlight("estimate", "last").out

    assert [line for line in shown.splitlines() if "final" in line] == said


def test_budget_sends_the_limit_and_shows_the_job(api: FakeApi, greenlight: Greenlight) -> None:
    made = job(scenes=[scene(1)])
    job_id = api.add(made)
    api.answers["PATCH", f"/api/v3/jobs/{job_id}"] = answer({"data": made})

    shown = greenlight("budget", "last", "12.5").out

    (change,) = api.changes()
    assert change.json == {"production": {"maxCost": 12.5}}
    assert "idempotency-key" in change.headers
    assert job_id in shown
