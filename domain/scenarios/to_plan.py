"""Conversion of a saved scenario to the storyboard of a job."""

from collections.abc import Mapping
from uuid import UUID

from domain.film_format import Transition
from domain.job.storyboard import MAX_LINE, MAX_SCENE_SECONDS, MIN_SCENE_SECONDS, Plan, Scenario, SceneText, ShotType
from domain.scenarios.task import SavedScenario, SavedScene

_USUAL_SECONDS = 5.0


def as_plan(saved: SavedScenario, pictures: Mapping[UUID, UUID]) -> Plan:
    """Return the storyboard, from hook to call to action. `pictures` are the images' assets by scene: shown first."""
    scripts = _scripts(saved)
    scenes = tuple(
        SceneText(
            scenario=_part(at, len(saved.scenes)),
            duration=_seconds(saved, scene),
            description=_line(scene.description or scene.image_prompt or saved.title),
            script=_line(script),
            shot_type=ShotType.MEDIUM,
            transition=Transition.CUT,
            visual=_line(scene.visual_prompt or scene.image_prompt or ""),
            assets=(pictures[scene.id],) if scene.id in pictures else (),
        )
        for at, (scene, script) in enumerate(zip(saved.scenes, scripts, strict=True))
    )
    return Plan(scenes=scenes, metadata={"planner": "scenario", "scenario": str(saved.id)})


def _part(at: int, count: int) -> Scenario:
    if at == 0:
        return Scenario.HOOK
    if at == count - 1:
        return Scenario.CTA
    return Scenario.PROBLEM if at == 1 and count > 3 else Scenario.SOLUTION


def _scripts(saved: SavedScenario) -> list[str]:
    """Return the script of each scene. A part without a scene of its own is added to the scene before it."""
    audio = saved.metadata.get("audio_script", {})
    hook, main, cta = (str(audio.get(part, "")) for part in ("hook", "main", "cta"))
    count = len(saved.scenes)
    if count == 1:
        return [" ".join(filter(None, (hook, main, cta)))]
    if count == 2:
        return [" ".join(filter(None, (hook, main))), cta]
    return [hook, main, *[""] * (count - 3), cta]


def _seconds(saved: SavedScenario, scene: SavedScene) -> float:
    shared = saved.estimated_duration / len(saved.scenes) if saved.estimated_duration else _USUAL_SECONDS
    return min(max(scene.duration or shared, MIN_SCENE_SECONDS), MAX_SCENE_SECONDS)


def _line(text: str) -> str:
    return text if len(text) <= MAX_LINE else f"{text[: MAX_LINE - 1]}…"
