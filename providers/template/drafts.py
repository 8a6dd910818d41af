"""Variations of one storyboard, and the choice among them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.brief import Brief
from domain.errors import InputRejected
from domain.film_format import FPS, frames
from domain.job.storyboard import TEXT_FIELDS, Scenario, SceneText, ShotType
from domain.ports.planner import PlanRequest
from providers.template.asset_placement import place_assets
from providers.template.brief_facts import facts_of
from providers.template.copywriter import Copywriter
from providers.template.direction_hints import DirectionHints, read_direction_hints
from providers.template.pacing import arc, durations, scene_count
from providers.template.staging import SceneStaging, sounds_of
from providers.template.variation import Variation

ATTEMPTS = 60
"""Variations searched for one that no earlier revision had."""


@dataclass(frozen=True)
class StoryboardDraft:
    """A variation of the storyboard. `seen` is 0 if it is all new, and grows with what earlier ones had."""

    variation: int
    scenes: tuple[SceneText, ...]
    seen: int


def least_seen(drafts: Iterator[StoryboardDraft]) -> StoryboardDraft:
    """Return the first draft that is all new, else the one that is least seen."""
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
        """Yield whole storyboards."""
        request, hints = self._request, self._hints()
        before = len(self._earlier[-1]) if self._earlier else None
        count = scene_count(self._film, request.limits(), hints, before)
        for number in self._numbers():
            scenes = self._compose(arc(count), hints, self._variation(number, hints))
            yield StoryboardDraft(number, scenes, self._seen(scenes))

    def rewritten(self, only: int) -> Iterator[StoryboardDraft]:
        """Yield the current storyboard with one scene rewritten, of the same scenario, length and pictures."""
        current = self._request.current
        if not 0 <= only < len(current):
            raise InputRejected(f"there is no scene {only + 1} to rewrite: the storyboard has {len(current)}")
        hints = self._hints()
        latest = self._request.refused[-1].feedback if self._request.refused else ""
        hints = replace(hints, lines=read_direction_hints("", [latest]).lines)
        standing = "\n".join(
            getattr(scene, name) for at, scene in enumerate(current) if at != only for name in TEXT_FIELDS
        )
        for number in self._numbers():
            scene = self._rewrite(only, hints, self._variation(number, hints, standing))
            yield StoryboardDraft(number, (*current[:only], scene, *current[only + 1 :]), self._seen_at(only, scene))

    def _hints(self) -> DirectionHints:
        direction = self._request.brief.creative.direction
        text = " ".join([direction.tone, direction.mood, direction.style])
        return read_direction_hints(text, [refusal.feedback for refusal in reversed(self._request.refused)])

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
        pictures = place_assets(self._request.assets, scenarios, shots)
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
        """Weigh the refused storyboard itself most, then its scripts, then its shots."""
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
    """Return a seed of the film's content: cost and provider may change without changing its texts."""
    about = brief.ad_basics.model_dump_json() + brief.creative.direction.model_dump_json()
    return hashlib.sha256(about.encode()).hexdigest()


def _scripts(scenes: Sequence[SceneText]) -> tuple[str, ...]:
    return tuple(scene.script for scene in scenes)


def _shots(scenes: Sequence[SceneText]) -> tuple[ShotType, ...]:
    return tuple(scene.shot_type for scene in scenes)
