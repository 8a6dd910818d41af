"""A language model's answer: its JSON schema, the rules it must keep, and its repair when it keeps breaking them."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import from_json

from domain.base import Frozen
from domain.brief import AssetType
from domain.errors import InputRejected
from domain.film_format import FPS, Transition, frames
from domain.job.model import evolve
from domain.job.storyboard import (
    MAX_SCENE_FRAMES,
    MAX_SCENE_SECONDS,
    MIN_SCENE_FRAMES,
    MIN_SCENE_SECONDS,
    Scenario,
    SceneText,
    ShotType,
)
from domain.ports.planner import PlanRequest
from domain.rules.storyboard_repair import (
    STRETCH,
    RepairedStoryboard,
    fit_durations,
    repair_scene,
    repair_storyboard,
)

FAULTS_TOLD = 10
"""Of an answer that is not even in the right form."""

_PROSE = ("description", "script", "visual", "camera", "lighting", "audio", "music", "effects", "dialog")


class RulesBroken(Exception):
    """The answer is no storyboard for this request. `faults` are sentences for whoever wrote it."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class Limits(Frozen):
    """How many scenes there may be."""

    least: int
    most: int


class _Answer(Frozen):
    scenes: tuple[SceneText, ...]


def _one_of(values: type[StrEnum]) -> dict[str, Any]:
    return {"type": "string", "enum": [value.value for value in values]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


SCHEMA = _object(
    {
        "scenes": {
            "type": "array",
            "items": _object(
                {
                    "scenario": _one_of(Scenario),
                    "duration": {"type": "number", "description": "seconds"},
                    **{name: {"type": "string"} for name in _PROSE},
                    "shot_type": _one_of(ShotType),
                    "transition": _one_of(Transition),
                    "assets": {"type": "array", "items": {"type": "string"}, "description": "ids of assets"},
                }
            ),
        }
    }
)
"""The JSON schema of an answer, in what every vendor's structured output takes: no bounds, nothing optional."""


def limits_of(request: PlanRequest) -> Limits:
    """How many scenes can hold the film. Raises InputRejected when no allowed number can."""
    film = frames(request.brief.ad_basics.duration)
    low, high = max(request.scenes_min, -(-film // MAX_SCENE_FRAMES)), min(request.scenes_max, film // MIN_SCENE_FRAMES)
    if request.only is None and low > high:
        raise InputRejected(
            f"a film of {film / FPS:g} s cannot be told in {request.scenes_min} to {request.scenes_max} scenes of "
            f"{MIN_SCENE_SECONDS:g} to {MAX_SCENE_SECONDS:g} s: change adBasics.duration, or SCENES_PER_VIDEO_MIN "
            "and SCENES_PER_VIDEO_MAX"
        )
    return Limits(least=low, most=high)


def scenes_of(answer: str, request: PlanRequest) -> tuple[SceneText, ...]:
    """The storyboard that was answered, exactly as long as the film. Raises RulesBroken.

    With `only`, the one scene that was asked for in the storyboard on the table; of the others nothing is believed.
    """
    scenes = _read(answer)
    if request.only is not None:
        return _with_one_rewritten(scenes, request, request.only)
    faults = [*_faults_of_whole(scenes, request), *_unknown_assets(scenes, request)]
    if faults:
        raise RulesBroken(faults)
    lengths = fit_durations([scene.duration for scene in scenes], frames(request.brief.ad_basics.duration))
    return tuple(
        scene.model_copy(update={"duration": length / FPS}) for scene, length in zip(scenes, lengths, strict=True)
    )


def repaired(answer: str, request: PlanRequest) -> RepairedStoryboard | None:
    """The storyboard of an answer that breaks the rules, repaired; None when nothing in it can be used.

    An answer that was cut off keeps the scenes before the cut.
    """
    try:
        written = from_json(answer, allow_partial=True)
    except ValueError:
        return None
    assets = _assets_that_can_be_shown(request)
    if request.only is not None:
        before = request.current[request.only]
        scene = repair_scene(written, request.only, before, assets)
        return scene and evolve(
            scene, scenes=(*request.current[: request.only], *scene.scenes, *request.current[request.only + 1 :])
        )
    limits = limits_of(request)
    board = repair_storyboard(written, frames(request.brief.ad_basics.duration), limits.least, limits.most, assets)
    if board and _was_refused(board.scenes, request):
        return evolve(board, notes=(*board.notes, "it is a storyboard that was refused already"))
    return board


def _read(answer: str) -> tuple[SceneText, ...]:
    try:
        return _Answer.model_validate_json(answer).scenes
    except ValidationError as error:
        details = error.errors()[:FAULTS_TOLD]
        places = [(".".join(map(str, detail["loc"])), detail["msg"]) for detail in details]
        raise RulesBroken([f"{place or 'the answer'}: {reason}" for place, reason in places]) from None


def _with_one_rewritten(scenes: tuple[SceneText, ...], request: PlanRequest, only: int) -> tuple[SceneText, ...]:
    current = request.current
    if len(scenes) == len(current):
        scenes = scenes[only : only + 1]
    if len(scenes) != 1:
        raise RulesBroken([f"exactly one scene was asked for, there are {len(scenes)}"])
    before = current[only]
    scene = scenes[0].model_copy(update={"scenario": before.scenario, "duration": before.duration})
    faults = [*_unknown_assets([scene], request)]
    if scene == before:
        faults.append("the scene is the one that was to be rewritten")
    if faults:
        raise RulesBroken(faults)
    return (*current[:only], scene, *current[only + 1 :])


def _faults_of_whole(scenes: tuple[SceneText, ...], request: PlanRequest) -> Iterator[str]:
    limits = limits_of(request)
    if not limits.least <= len(scenes) <= limits.most:
        yield f"there are {len(scenes)} scenes; {limits.least} to {limits.most} are allowed"
    if len(scenes) > 1 and scenes[0].scenario is not Scenario.HOOK:
        yield f"the first scene is {scenes[0].scenario}; it must be hook"
    if scenes and scenes[-1].scenario is not Scenario.CTA:
        yield f"the last scene is {scenes[-1].scenario}; it must be cta"
    film, told = request.brief.ad_basics.duration, sum(scene.duration for scene in scenes)
    if abs(told - film) > film * STRETCH:
        yield f"the durations add up to {told:g} s; the film is {film:g} s"
    if _was_refused(scenes, request):
        yield "this storyboard was refused already"


def _was_refused(scenes: Sequence[SceneText], request: PlanRequest) -> bool:
    return any(_words(scenes) == _words(refusal.scenes) for refusal in request.refused)


def _words(scenes: Sequence[SceneText]) -> list[SceneText]:
    """Other durations do not make another storyboard."""
    return [scene.model_copy(update={"duration": MIN_SCENE_SECONDS}) for scene in scenes]


def _unknown_assets(scenes: Sequence[SceneText], request: PlanRequest) -> Iterator[str]:
    shown = _assets_that_can_be_shown(request)
    for number, scene in enumerate(scenes, 1):
        for asset in scene.assets:
            if asset not in shown:
                yield f"scene {number} shows {asset}, which is no image or video in the list of assets"


def _assets_that_can_be_shown(request: PlanRequest) -> set[UUID]:
    return {asset.id for asset in request.assets if asset.type is not AssetType.AUDIO}
