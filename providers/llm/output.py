"""A language model's answer: its JSON schema, the rules it must keep, and its repair when it keeps breaking them."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import from_json

from domain.base import Frozen, evolve
from domain.brief import AssetType
from domain.film_format import FPS
from domain.job.storyboard import MIN_SCENE_SECONDS, PLANNED_FIELDS, Scenario, SceneText
from domain.ports.planner import PlanRequest
from domain.rules.storyboard.storyboard_repair import (
    STRETCH,
    RepairedStoryboard,
    fit_durations,
    repair_scene,
    repair_storyboard,
)

FAULTS_TOLD = 10
"""Of an answer that is not even in the right form."""


class RulesBroken(Exception):
    """The answer is no storyboard for this request. Its `args` are faults in sentences, for the model."""


class _Answer(Frozen):
    scenes: tuple[SceneText, ...]


def _schema_of(field: FieldInfo) -> dict[str, Any]:
    kind, description = field.annotation, {"description": field.description} if field.description else {}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"type": "string", "enum": [value.value for value in kind]}
    if isinstance(kind, type) and issubclass(kind, str | float):
        return {"type": "string" if issubclass(kind, str) else "number", **description}
    return {"type": "array", "items": {"type": "string"}, **description}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_SCENE = _object({name: _schema_of(field) for name, field in SceneText.model_fields.items() if name in PLANNED_FIELDS})
SCHEMA = _object({"scenes": {"type": "array", "items": _SCENE}})
"""The JSON schema of an answer, in what every vendor's structured output accepts: no bounds, nothing optional."""


def scenes_of(answer: str, request: PlanRequest) -> tuple[SceneText, ...]:
    """Return the storyboard of the answer, exactly as long as the film. Raises RulesBroken.

    With `only`, it is the current storyboard with that one scene replaced, whatever the answer has for the others.
    """
    try:
        scenes = _Answer.model_validate_json(answer).scenes
    except ValidationError as error:
        details = error.errors()[:FAULTS_TOLD]
        places = [(".".join(map(str, detail["loc"])), detail["msg"]) for detail in details]
        raise RulesBroken(*(f"{place or 'the answer'}: {reason}" for place, reason in places)) from None
    if request.only is not None:
        return _with_one_rewritten(scenes, request, request.only)
    if faults := [*_faults_of_whole(scenes, request), *_unknown_assets(scenes, request)]:
        raise RulesBroken(*faults)
    lengths = fit_durations([scene.duration for scene in scenes], request.film, request.scene_limits().longest)
    return tuple(
        scene.model_copy(update={"duration": length / FPS}) for scene, length in zip(scenes, lengths, strict=True)
    )


def repaired(answer: str, request: PlanRequest) -> RepairedStoryboard | None:
    """Repair an answer that breaks the rules; None when nothing in it can be used.

    An answer that was cut off keeps the scenes before the cut.
    """
    try:
        written = from_json(answer, allow_partial=True)
    except ValueError:
        return None
    current, only, assets = request.current, request.only, _assets_that_can_be_shown(request)
    if only is not None:
        scene = repair_scene(written, only, current[only], assets)
        return scene and evolve(scene, scenes=(*current[:only], *scene.scenes, *current[only + 1 :]))
    board = repair_storyboard(written, request.film, request.scene_limits(), assets)
    if board and _was_refused(board.scenes, request):
        return evolve(board, notes=(*board.notes, "it is a storyboard that was refused already"))
    return board


def _with_one_rewritten(scenes: tuple[SceneText, ...], request: PlanRequest, only: int) -> tuple[SceneText, ...]:
    current = request.current
    if len(scenes) == len(current):
        scenes = scenes[only : only + 1]
    if len(scenes) != 1:
        raise RulesBroken(f"exactly one scene was asked for, there are {len(scenes)}")
    before = current[only]
    scene = scenes[0].model_copy(update={"scenario": before.scenario, "duration": before.duration})
    same = ["the scene is the one that was to be rewritten"] if scene == before else []
    if faults := [*_unknown_assets([scene], request), *same]:
        raise RulesBroken(*faults)
    return (*current[:only], scene, *current[only + 1 :])


def _faults_of_whole(scenes: tuple[SceneText, ...], request: PlanRequest) -> Iterator[str]:
    limits = request.scene_limits()
    if not limits.least <= len(scenes) <= limits.most:
        yield f"there are {len(scenes)} scenes; {limits.least} to {limits.most} are allowed"
    if len(scenes) > 1 and scenes[0].scenario is not Scenario.HOOK:
        yield f"the first scene is {scenes[0].scenario}; it must be hook"
    if scenes and scenes[-1].scenario is not Scenario.CTA:
        yield f"the last scene is {scenes[-1].scenario}; it must be cta"
    film, total = request.brief.ad_basics.duration, sum(scene.duration for scene in scenes)
    if abs(total - film) > film * STRETCH:
        yield f"the durations add up to {total:g} s; the film is {film:g} s"
    if _was_refused(scenes, request):
        yield "this storyboard was refused already"


def _was_refused(scenes: Sequence[SceneText], request: PlanRequest) -> bool:
    """Other durations do not make another storyboard."""

    written, *refused = [
        [scene.model_copy(update={"duration": MIN_SCENE_SECONDS}) for scene in each]
        for each in (scenes, *(refusal.scenes for refusal in request.refused))
    ]
    return written in refused


def _unknown_assets(scenes: Sequence[SceneText], request: PlanRequest) -> Iterator[str]:
    shown = _assets_that_can_be_shown(request)
    for number, scene in enumerate(scenes, 1):
        for asset in scene.assets:
            if asset not in shown:
                yield f"scene {number} shows {asset}, which is no image or video in the list of assets"


def _assets_that_can_be_shown(request: PlanRequest) -> set[UUID]:
    return {asset.id for asset in request.assets if asset.type is not AssetType.AUDIO}
