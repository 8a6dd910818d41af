"""Requests to the template planner, and readers of its storyboards."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hypothesis import assume, settings
from hypothesis import strategies as st

from domain.brief import AssetRole, AssetType, Brief
from domain.errors import InputRejected
from domain.job.storyboard import Plan, SceneText
from domain.ports.planner import AssetSummary, PlanRequest, RefusedRevision
from domain.scene_limits import SceneLimits
from providers.template.planner import TemplatePlanner

PROSE = ("description", "script", "visual", "camera", "lighting", "audio", "music", "effects", "dialog")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
TEXTS = WORDS | st.integers(1, 5_000).map(lambda size: ("more words and 🧑‍🚀 " * 400)[:size])


def brief(basics: Mapping[str, Any] | None = None, **direction: Any) -> Brief:
    said = {
        "productName": "Ember Cup",
        "productDescription": "A ceramic cup that keeps coffee hot for three hours.",
        "keyMessage": "Slow coffee for fast mornings.",
        "callToAction": "Order yours today",
        "duration": 24,
    }
    return Brief.model_validate(
        {
            "context": {"clientId": "morrow"},
            "adBasics": said | dict(basics or {}),
            "creative": {"direction": direction},
        }
    )


def planned(request: PlanRequest) -> tuple[SceneText, ...]:
    return asyncio.run(TemplatePlanner().plan(request)).scenes


def again(request: PlanRequest, feedback: str = "", only: int | None = None) -> PlanRequest:
    """The request for the next revision, when this one's storyboard was sent back."""
    scenes = planned(request)
    refusal = RefusedRevision(revision=request.revision, scenes=scenes, feedback=feedback)
    return request.model_copy(
        update={
            "revision": request.revision + 1,
            "refused": (*request.refused, refusal),
            "current": scenes,
            "only": only,
        }
    )


def told(scenes: tuple[SceneText, ...]) -> str:
    return "\n".join(f"{scene.description} {scene.visual}" for scene in scenes)


def scripts(scenes: tuple[SceneText, ...]) -> list[str]:
    return [scene.script for scene in scenes]


def asset(number: int, role: str, type: AssetType = AssetType.IMAGE) -> AssetSummary:
    return AssetSummary(id=UUID(int=number), type=type, name=f"{role} {number}", role=role)


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    names = ["productName", "brandName", "callToAction", "platform"]
    basics: dict[str, Any] = {name: draw(WORDS) for name in names}
    basics |= {name: draw(TEXTS) for name in ("productDescription", "targetAudience", "keyMessage")}
    basics["language"] = draw(st.sampled_from(["", "en", "Deutsch", "日本語", "ar-EG", "Klingon"]))
    basics["duration"] = draw(st.floats(5, 180))
    free = st.dictionaries(st.text(max_size=20), st.none() | WORDS | st.lists(WORDS, max_size=3), max_size=3)
    extras = {f"free {key}": value for key, value in draw(free).items()}
    return brief(basics | extras, tone=draw(TEXTS), mood=draw(st.sampled_from(["", "calm", "energetic, dark"])))


LONGEST = st.sampled_from([None, 8, 10, 15])


@st.composite
def requests(draw: st.DrawFn) -> PlanRequest:
    least = draw(st.integers(1, 7))
    roles = st.sampled_from([*AssetRole, "packshot", ""])
    drawn = draw(st.lists(st.tuples(roles, st.sampled_from(AssetType)), max_size=8))
    return PlanRequest(
        brief=draw(briefs()),
        assets=tuple(asset(number, role, type) for number, (role, type) in enumerate(drawn, 1)),
        revision=draw(st.integers(1, 9)),
        limits=SceneLimits(least=least, most=draw(st.integers(least, 9))).filmed_by(draw(LONGEST)),
    )


def plan_of(request: PlanRequest) -> Plan:
    try:
        return asyncio.run(TemplatePlanner().plan(request))
    except InputRejected:
        film = request.brief.ad_basics.duration
        assume(request.limits.least <= film and request.limits.most * 60 >= film)
        raise


GENEROUS = settings(max_examples=25)
