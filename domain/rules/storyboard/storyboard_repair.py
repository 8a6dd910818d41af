"""Repair of a storyboard that breaks the rules: what can be used is kept, and every change is noted."""

import re
import sys
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Any
from uuid import UUID

from domain.base import Frozen, evolve
from domain.film_format import FPS, Transition
from domain.job.storyboard import MAX_SCENE_FRAMES, MIN_SCENE_FRAMES, TEXT_FIELDS, Scenario, SceneText, ShotType
from domain.rules.scenes.scene_messages import SceneAdded
from domain.scene_limits import SceneLimits

STRETCH = 0.25
"""Durations that miss the film's length by at most this part of it are scaled without a note."""

_DEFAULTS: Mapping[str, StrEnum] = {
    name: field.default for name, field in SceneAdded.model_fields.items() if isinstance(field.default, StrEnum)
}
_MAX_LENGTHS = {name: SceneText.model_json_schema()["properties"][name]["maxLength"] for name in TEXT_FIELDS}
_LONGEST_WEIGHT = 1e6
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


class RepairedStoryboard(Frozen):
    """Scenes that keep every rule. `notes` has one clause for each change."""

    scenes: tuple[SceneText, ...]
    notes: tuple[str, ...]


def repair_storyboard(
    written: object, film: int, limits: SceneLimits, assets: Collection[UUID]
) -> RepairedStoryboard | None:
    """Repair the scenes of a planner's JSON answer; None when no scene has a description.

    `film` is in frames and can be filled within the limits. `assets` are those that a scene may show.
    """
    notes: list[str] = []
    drafts = _drafts(written, assets, notes)
    if not drafts:
        return None
    total = sum(draft.duration for draft in drafts)
    scenes = _with_roles(_within_limits(drafts, limits, notes), notes)
    if abs(total - film / FPS) > STRETCH * film / FPS:
        notes.append(f"the durations added up to {total:g} s and are scaled to the film's {film / FPS:g} s")
    lengths = fit_durations([draft.duration for draft in scenes], film, limits.longest)
    fitted = (evolve(draft, duration=length / FPS) for draft, length in zip(scenes, lengths, strict=True))
    return RepairedStoryboard(scenes=tuple(fitted), notes=tuple(notes))


def repair_scene(
    written: object, position: int, before: SceneText, assets: Collection[UUID]
) -> RepairedStoryboard | None:
    """Repair the one scene that was asked for, with the role and the length of the scene `before` that it replaces.

    Of several scenes it is the one at `position`, else the first. None when it has no description or did not change.
    """
    notes: list[str] = []
    drafts = _drafts(written, assets, notes)
    if not drafts:
        return None
    if len(drafts) > 1:
        notes.append(f"one scene was to be rewritten and {len(drafts)} were written; the others are left out")
    chosen = drafts[position] if position < len(drafts) else drafts[0]
    scene = evolve(chosen, scenario=before.scenario, duration=before.duration)
    return None if scene == before else RepairedStoryboard(scenes=(scene,), notes=tuple(notes))


def fit_durations(seconds: Sequence[float], film: int, longest: int = MAX_SCENE_FRAMES) -> list[int]:
    """Scale durations to scenes of whole frames that add up to `film` frames, each of a length that is allowed.

    None is longer than `longest` frames, if that is possible.
    """
    total, most = sum(seconds), longest if film <= longest * len(seconds) else MAX_SCENE_FRAMES
    wanted = [each * film / total for each in seconds]
    lengths = [MIN_SCENE_FRAMES] * len(seconds)
    for _ in range(film - sum(lengths)):
        extendable = [at for at, length in enumerate(lengths) if length < most]
        lengths[max(extendable, key=lambda at: wanted[at] - lengths[at])] += 1
    return lengths


def _drafts(written: object, assets: Collection[UUID], notes: list[str]) -> list[SceneText]:
    """Return the scenes that have a description. Their durations are the planner's, of any size."""
    found = written.get("scenes") if isinstance(written, Mapping) else written
    drafts = []
    for number, scene in enumerate(found if isinstance(found, list) else (), 1):
        if isinstance(scene, Mapping) and (description := _description(scene)):
            drafts.append((_scene_text({**scene, "description": description}, number, assets, notes), _seconds(scene)))
        else:
            notes.append(f"scene {number} had no description and is left out")
    known = [seconds for _, seconds in drafts if seconds]
    usual = sum(known) / len(known) if known else 1.0
    return [evolve(text, duration=seconds or usual) for text, seconds in drafts]


def _description(scene: Mapping[str, Any]) -> str | None:
    """Return what the scene shows, from whichever field has it."""
    texts = (scene.get(name) for name in ("description", "visual", "script"))
    return next((text for text in texts if isinstance(text, str) and text.strip()), None)


def _scene_text(scene: Mapping[str, Any], number: int, assets: Collection[UUID], notes: list[str]) -> SceneText:
    fields: dict[str, object] = {"duration": MIN_SCENE_FRAMES / FPS}
    for name in TEXT_FIELDS:
        text = scene.get(name)
        fields[name] = _cut(text if isinstance(text, str) else "", name, number, notes)
    for name in _DEFAULTS:
        fields[name] = _choice(scene.get(name), name, number, notes)
    fields["assets"] = tuple(_known_assets(scene.get("assets"), number, assets, notes))
    return SceneText.model_validate(fields)


def _cut(text: str, field: str, number: int, notes: list[str]) -> str:
    limit = _MAX_LENGTHS[field]
    if len(text) > limit:
        notes.append(f"the {field} of scene {number} was longer than {limit} characters and is cut")
    return _shortened(text, limit)


def _shortened(text: str, limit: int) -> str:
    """Return at most `limit` characters of the text, cut between words where possible."""
    if len(text) <= limit:
        return text
    start = text[: limit - 1]
    return (start.rsplit(None, 1)[0] if " " in start else start).rstrip() + "…"


def _choice(written: object, field: str, number: int, notes: list[str]) -> StrEnum:
    default = _DEFAULTS[field]
    name = re.sub(r"[\s_]+", "-", str(written or "").strip().lower())
    if name in list(type(default)):
        return type(default)(name)
    notes.append(f"the {field} of scene {number} was {str(written)[:40]!r} and is now {default}")
    return default


def _known_assets(written: object, number: int, assets: Collection[UUID], notes: list[str]) -> dict[UUID, None]:
    """Return the ids of assets that can be shown, in order and each once."""
    known = {str(asset): asset for asset in assets}
    found: dict[UUID, None] = {}
    for each in written if isinstance(written, list) else ():
        if asset := known.get(str(each).strip().lower()):
            found[asset] = None
        else:
            notes.append(f"scene {number} showed {str(each)[:40]}, which is no picture of this job; it is left out")
    return found


def _seconds(scene: Mapping[str, Any]) -> float | None:
    seconds = scene.get("duration")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= sys.float_info.max:
        return None
    return float(min(seconds, _LONGEST_WEIGHT))


def _within_limits(drafts: list[SceneText], limits: SceneLimits, notes: list[str]) -> list[SceneText]:
    written = len(drafts)
    while len(drafts) > limits.most:
        at, _ = min(enumerate(pairwise(drafts)), key=lambda pair: pair[1][0].duration + pair[1][1].duration)
        drafts = [*drafts[:at], _merged(drafts[at], drafts[at + 1]), *drafts[at + 2 :]]
    while len(drafts) < limits.least:
        at = max(range(len(drafts)), key=lambda at: drafts[at].duration)
        drafts = [*drafts[:at], *_split(drafts[at], is_last=at == len(drafts) - 1), *drafts[at + 1 :]]
    if len(drafts) != written:
        how = "merged" if len(drafts) < written else "split"
        notes.append(f"{written} scenes were written and are {how} into {len(drafts)}")
    return drafts


def _merged(first: SceneText, second: SceneText) -> SceneText:
    """Return both scenes as one, which begins as the first does."""
    changes: dict[str, object] = {"assets": tuple(dict.fromkeys([*first.assets, *second.assets]))}
    for name in TEXT_FIELDS:
        parts = dict.fromkeys(filter(None, [getattr(first, name), getattr(second, name)]))
        changes[name] = _shortened(" ".join(parts), _MAX_LENGTHS[name])
    return evolve(first, duration=first.duration + second.duration, **changes)


def _split(draft: SceneText, *, is_last: bool) -> tuple[SceneText, SceneText]:
    """Return two scenes of the same description in two shots, each with half of the script's sentences."""
    sentences = _SENTENCE_END.split(draft.script)
    half = len(sentences) // 2 if is_last else -(-len(sentences) // 2)
    shot = ShotType.WIDE if draft.shot_type is ShotType.CLOSE_UP else ShotType.CLOSE_UP
    first = evolve(draft, duration=draft.duration / 2, script=" ".join(sentences[:half]))
    second = evolve(first, script=" ".join(sentences[half:]), shot_type=shot, transition=Transition.CUT)
    return first, second


def _with_roles(drafts: list[SceneText], notes: list[str]) -> list[SceneText]:
    """Make the first scene the hook and the last one the call to action; a single scene is the call to action."""
    roles = {0: Scenario.HOOK, len(drafts) - 1: Scenario.CTA}
    for at, role in roles.items():
        if drafts[at].scenario is not role:
            notes.append(f"scene {at + 1} was {drafts[at].scenario} and is now {role}")
            drafts[at] = evolve(drafts[at], scenario=role)
    return drafts
