"""The planner that needs no key and no network: it composes a storyboard from the brief by rules."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, Self

from domain.errors import InputRejected
from domain.film_format import FPS
from domain.job.storyboard import TEXT_FIELDS, Plan, Scenario, SceneText
from domain.ports.planner import Planner, PlanRequest
from providers.template.brief_facts import facts_of
from providers.template.copywriter import Copywriter
from providers.template.direction_hints import read_direction_hints
from providers.template.phrases import Variation
from providers.template.staging import SceneStaging
from providers.template.structure import arc, durations, place_assets, scene_count

ATTEMPTS = 60
"""Variations searched for one that no earlier revision had."""


class TemplatePlanner(Planner):
    """The same request always gives the same storyboard; another revision gives another one."""

    name = "template"

    @classmethod
    def from_env(cls) -> Self:
        return cls()

    async def plan(self, request: PlanRequest) -> Plan:
        """Return the first variation that is all new, else the one that is least seen.

        Errors: InputRejected, when the settings cannot hold the film or the scene to rewrite is not there.
        """
        drafts = _Drafts(request)
        found: list[_Draft] = []
        for draft in drafts.whole() if request.only is None else drafts.rewritten(request.only):
            found.append(draft)
            if draft.seen == 0:
                break
        chosen = min(found, key=lambda draft: draft.seen)
        metadata = {"planner": self.name, "version": "1", "variation": str(chosen.variation)}
        return Plan(scenes=chosen.scenes, metadata=metadata)


class _Draft(NamedTuple):
    """A variation of the storyboard. `seen` is 0 if it is all new, and grows with what earlier ones had."""

    variation: int
    scenes: tuple[SceneText, ...]
    seen: int


class _Drafts:
    """Variations of one storyboard."""

    def __init__(self, request: PlanRequest) -> None:
        direction = request.brief.creative.direction
        text = " ".join([direction.tone, direction.mood, direction.style])
        self._request = request
        self._facts = facts_of(request.brief)
        self._hints = read_direction_hints(text, [refusal.feedback for refusal in reversed(request.refused)])
        # Of the film's content: cost and provider may change without changing its texts.
        seed = request.brief.ad_basics.model_dump_json() + direction.model_dump_json()
        self._seed = hashlib.sha256(seed.encode()).hexdigest()
        self._numbers = range(request.revision, request.revision + ATTEMPTS)
        self._earlier = [refusal.scenes for refusal in request.refused if refusal.scenes]

    def whole(self) -> Iterator[_Draft]:
        """Yield whole storyboards."""
        before = len(self._earlier[-1]) if self._earlier else None
        scenarios = arc(scene_count(self._request.film, self._request.scene_limits(), self._hints, before))
        for number in self._numbers:
            scenes = self._compose(scenarios, Variation(self._seed, number, self._hints.without))
            yield _Draft(number, scenes, self._seen(scenes))

    def rewritten(self, only: int) -> Iterator[_Draft]:
        """Yield the current storyboard with one scene rewritten, of the same scenario, length and pictures."""
        current = self._request.current
        if not 0 <= only < len(current):
            raise InputRejected(f"there is no scene {only + 1} to rewrite: the storyboard has {len(current)}")
        latest = self._request.refused[-1].feedback if self._request.refused else ""
        hints = replace(self._hints, lines=read_direction_hints("", [latest]).lines)
        before, others = current[only], (*current[:only], *current[only + 1 :])
        scripts = [scene.script for scene in others]
        beside = {scene.shot_type for scene in (*current[max(0, only - 1) : only], *current[only + 1 : only + 2])}
        standing = "\n".join(getattr(scene, name) for scene in others for name in TEXT_FIELDS)
        for number in self._numbers:
            variation = Variation(self._seed, number, hints.without, standing)
            stage = SceneStaging(self._facts, hints, variation, self._request.assets)
            copywriter = Copywriter(self._facts, hints, variation, self._request.film / FPS, len(current))
            written = {
                "script": copywriter.rewrite(before.scenario, before.script, scripts),
                "shot_type": stage.shot(only, before.scenario, beside),
            }
            scene = stage.scene(only, before.model_copy(update=written))
            yield _Draft(number, (*current[:only], scene, *current[only + 1 :]), self._seen_at(only, scene))

    def _compose(self, scenarios: Sequence[Scenario], variation: Variation) -> tuple[SceneText, ...]:
        stage = SceneStaging(self._facts, self._hints, variation, self._request.assets)
        seconds = self._request.film / FPS
        scripts = Copywriter(self._facts, self._hints, variation, seconds, len(scenarios)).write(scenarios)
        shots = stage.shots(scenarios)
        transitions = stage.transitions(scenarios)
        longest = self._request.scene_limits().longest
        lengths = durations(self._request.film, scenarios, scripts, self._request.ends_with_a_card, longest)
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

    def _seen(self, scenes: tuple[SceneText, ...]) -> int:
        """Weigh the refused storyboard itself most, then its scripts, then its shots."""
        earlier = [each for each in (*self._earlier, self._request.current) if each] or [()]
        scripts, *told = [[scene.script for scene in each] for each in (scenes, *earlier)]
        shots, *shown = [[scene.shot_type for scene in each] for each in (scenes, *earlier)]
        return 8 * (scenes == earlier[-1]) + 4 * (scripts in told) + 2 * (shots == shown[-1]) + (shots in shown)

    def _seen_at(self, only: int, scene: SceneText) -> int:
        current = self._request.current[only]
        earlier = [scenes[only] for scenes in self._earlier if only < len(scenes)]
        return (
            8 * (scene == current or scene in earlier)
            + 4 * (scene.script == current.script)
            + 2 * (scene.script in [one.script for one in earlier])
            + (scene.description in [one.description for one in (current, *earlier)])
        )
