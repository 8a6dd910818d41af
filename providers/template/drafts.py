"""Variations of one storyboard, and which of them to answer with."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.brief import Brief
from domain.errors import InputRejected
from domain.film_format import FPS, frames
from domain.job.storyboard import Scenario, SceneText, ShotType
from domain.ports.planner import PlanRequest
from providers.template.asset_placement import cast_assets
from providers.template.brief_facts import facts_of
from providers.template.copywriter import Copywriter
from providers.template.direction_hints import DirectionHints, read_direction_hints
from providers.template.pacing import arc, durations, scene_count
from providers.template.staging import SceneStaging, sounds_of
from providers.template.variation import Variation

ATTEMPTS = 60
"""Variations looked through for one that no earlier revision had."""


@dataclass(frozen=True)
class StoryboardDraft:
    """`seen` grows with what earlier revisions had already; 0 is all new."""

    variation: int
    scenes: tuple[SceneText, ...]
    seen: int


def least_seen(drafts: Iterator[StoryboardDraft]) -> StoryboardDraft:
    """The first draft that is all new, else the newest-looking one."""
    best = next(drafts)
    for draft in drafts:
        if best.seen == 0:
            break
        best = min(best, draft, key=lambda one: one.seen)
    return best


class Drafts:
    def __init__(self, request: PlanRequest) -> None:
        self._request = request
        self._facts = facts_of(request.brief)
        self._film = frames(request.brief.ad_basics.duration)
        self._seed = _seed(request.brief)
        self._earlier = [refusal.scenes for refusal in request.refused if refusal.scenes]

    def whole(self) -> Iterator[StoryboardDraft]:
        """Whole storyboards."""
        request, hints = self._request, self._hints()
        before = len(self._earlier[-1]) if self._earlier else None
        count = scene_count(self._film, request.limits(), hints, before)
        for number in self._numbers():
            scenes = self._compose(arc(count), hints, self._variation(number, hints))
            yield StoryboardDraft(number, scenes, self._seen(scenes))

    def rewritten(self, only: int) -> Iterator[StoryboardDraft]:
        """The storyboard on the table with one scene written anew; its part, length and pictures stay."""
        current = self._request.current
        if not 0 <= only < len(current):
            raise InputRejected(f"there is no scene {only + 1} to rewrite: the storyboard has {len(current)}")
        hints = self._hints()
        latest = self._request.refused[-1].feedback if self._request.refused else ""
        hints = replace(hints, lines=read_direction_hints("", [latest]).lines)
        standing = "\n".join(_prose(scene) for at, scene in enumerate(current) if at != only)
        for number in self._numbers():
            scene = self._rewrite(only, hints, self._variation(number, hints, standing))
            yield StoryboardDraft(number, (*current[:only], scene, *current[only + 1 :]), self._seen_at(only, scene))

    def _hints(self) -> DirectionHints:
        direction = self._request.brief.creative.direction
        said = " ".join([direction.tone, direction.mood, direction.style])
        return read_direction_hints(said, [refusal.feedback for refusal in reversed(self._request.refused)])

    def _numbers(self) -> range:
        return range(self._request.revision, self._request.revision + ATTEMPTS)

    def _variation(self, number: int, hints: DirectionHints, standing: str = "") -> Variation:
        return Variation(self._seed, number, hints.without, standing)

    def _compose(
        self, scenarios: Sequence[Scenario], hints: DirectionHints, variation: Variation
    ) -> tuple[SceneText, ...]:
        stage = self._stage(hints, variation)
        scripts = self._copywriter(hints, variation, len(scenarios)).write(scenarios)
        shots = stage.shots(scenarios)
        transitions = stage.transitions(scenarios)
        lengths = durations(self._film, scenarios, scripts)
        pictures = cast_assets(self._request.assets, scenarios, shots)
        return tuple(
            stage.scene(
                at,
                SceneText(
                    scenario=scenario,
                    duration=lengths[at],
                    description="",
                    script=scripts[at],
                    shot_type=shots[at],
                    transition=transitions[at],
                    assets=pictures[at],
                ),
            )
            for at, scenario in enumerate(scenarios)
        )

    def _rewrite(self, only: int, hints: DirectionHints, variation: Variation) -> SceneText:
        current = self._request.current
        scene = current[only]
        others = [one.script for at, one in enumerate(current) if at != only]
        beside = {one.shot_type for one in (*current[max(0, only - 1) : only], *current[only + 1 : only + 2])}
        stage = self._stage(hints, variation)
        written = {
            "script": self._copywriter(hints, variation, len(current)).rewrite(scene.scenario, scene.script, others),
            "shot_type": stage.shot(only, scene.scenario, beside),
        }
        return stage.scene(only, scene.model_copy(update=written))

    def _stage(self, hints: DirectionHints, variation: Variation) -> SceneStaging:
        return SceneStaging(self._facts, hints, variation, sounds_of(self._request.assets))

    def _copywriter(self, hints: DirectionHints, variation: Variation, scenes: int) -> Copywriter:
        return Copywriter(self._facts, hints, variation, self._film / FPS, scenes)

    def _seen(self, scenes: tuple[SceneText, ...]) -> int:
        """Being the refused storyboard again weighs most, then its words, then its shots."""
        earlier = [*self._earlier, *([self._request.current] if self._request.current else [])]
        last = earlier[-1] if earlier else ()
        return (
            8 * (scenes == last)
            + 4 * (_scripts(scenes) in map(_scripts, earlier))
            + 2 * (_shots(scenes) == _shots(last))
            + (_shots(scenes) in map(_shots, earlier))
        )

    def _seen_at(self, only: int, scene: SceneText) -> int:
        current = self._request.current[only]
        earlier = [scenes[only] for scenes in self._earlier if only < len(scenes)]
        return (
            8 * (scene == current or scene in earlier)
            + 4 * (scene.script == current.script)
            + 2 * (scene.script in [one.script for one in earlier])
            + (scene.description in [one.description for one in (current, *earlier)])
        )


def _seed(brief: Brief) -> str:
    """From what the film is about; what it costs and who makes it may change without changing its words."""
    about = brief.ad_basics.model_dump_json() + brief.creative.direction.model_dump_json()
    return hashlib.sha256(about.encode()).hexdigest()


def _prose(scene: SceneText) -> str:
    return "\n".join([scene.description, scene.visual, scene.lighting, scene.music, scene.effects, scene.dialog])


def _scripts(scenes: Sequence[SceneText]) -> tuple[str, ...]:
    return tuple(scene.script for scene in scenes)


def _shots(scenes: Sequence[SceneText]) -> tuple[ShotType, ...]:
    return tuple(scene.shot_type for scene in scenes)
