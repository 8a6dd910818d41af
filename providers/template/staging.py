"""Staging: what is seen and heard in a scene, in English, complete for a video model that knows no other scene."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.brief import AssetType
from domain.film_format import Transition
from domain.job.storyboard import Scenario, SceneText, ShotType
from domain.ports.planner import AssetSummary
from providers.template.brief_facts import Facts
from providers.template.direction_hints import DirectionHints
from providers.template.phrases import Variation, phrases
from providers.template.words import clip, fill, sentence

MAX_FIELD = 2_000
_SHOTS = {
    Scenario.HOOK: (ShotType.WIDE, ShotType.CLOSE_UP, ShotType.MEDIUM),
    Scenario.PROBLEM: (ShotType.MEDIUM, ShotType.CLOSE_UP, ShotType.WIDE),
    Scenario.SOLUTION: (ShotType.CLOSE_UP, ShotType.MEDIUM, ShotType.PRODUCT, ShotType.WIDE),
    Scenario.CTA: (ShotType.PRODUCT,),
}
_PREFERRED = {"closer": (ShotType.CLOSE_UP, ShotType.PRODUCT), "wider": (ShotType.WIDE, ShotType.MEDIUM)}


@dataclass(frozen=True)
class SceneStaging:
    """Stages scenes for one film: the same place, light, music and voice throughout."""

    facts: Facts
    hints: DirectionHints
    variation: Variation
    assets: tuple[AssetSummary, ...]

    def shots(self, scenarios: Sequence[Scenario]) -> list[ShotType]:
        """Return a shot for each scene: no two neighbours have the same, and the last one shows the product."""
        shots: list[ShotType] = []
        for at, scenario in enumerate(scenarios):
            beside = {*shots[-1:], *([ShotType.PRODUCT] if at == len(scenarios) - 2 else [])}
            shots.append(self.shot(at, scenario, beside))
        return shots

    def shot(self, at: int, scenario: Scenario, beside: set[ShotType]) -> ShotType:
        """Return a shot that suits the scene and is not among those `beside` it."""
        options = [shot for shot in _SHOTS[scenario] if shot not in beside or scenario is Scenario.CTA]
        liked = [shot for shot in _PREFERRED.get(self.hints.shots, ()) if shot not in beside]
        if scenario is not Scenario.CTA and liked:
            options = liked
        return ShotType(self.variation.pick(f"shot {at}", options))

    def transitions(self, scenarios: Sequence[Scenario]) -> list[Transition]:
        """Return how each scene begins: softly where the mood changes, else mostly with a cut."""
        found = [Transition.CUT]
        for at, (before, now) in enumerate(pairwise(scenarios), 1):
            options = [Transition.CUT, Transition.CROSSFADE]
            if now is Scenario.CTA or (before, now) == (Scenario.PROBLEM, Scenario.SOLUTION):
                options = [Transition.FADE, Transition.CROSSFADE]
            elif self.hints.pace == "quick":
                options = [Transition.CUT]
            elif self.hints.pace == "slow":
                options = [Transition.CROSSFADE]
            found.append(Transition(self.variation.pick(f"transition {at}", options)))
        return found

    def scene(self, at: int, draft: SceneText) -> SceneText:
        """Fill in the other texts of a draft that has its scenario, script and shot."""
        known = phrases().pictures
        sound = self.variation.pick(f"sound {at}", self.facts.world.sound)
        written = {
            "description": self._description(at, draft),
            "visual": self._visual(),
            "camera": self._camera(at, draft.shot_type),
            "lighting": self._for_film("light", known.light[self.hints.light], known.light_arc[draft.scenario]),
            "audio": f"Close, tactile sound: {sound}. Kept under the voice.",
            "music": self._music(draft.scenario),
            "effects": self._for_film("effects", known.effects[self.hints.pace], known.effects_arc[draft.scenario]),
            "dialog": self._dialog(draft.script),
        }
        return draft.model_copy(update={field: clip(text, MAX_FIELD) for field, text in written.items()})

    def _description(self, at: int, draft: SceneText) -> str:
        options = phrases().pictures.action[draft.scenario][draft.shot_type]
        action = self._fill(self.variation.pick(f"action {draft.shot_type} {at}", options), at)
        scenery = [f"{label.capitalize()}: {clip(value, 120)}" for label, value in self.facts.scenery]
        return _paragraph([action, *scenery, *self.hints.answers])

    def _visual(self) -> str:
        facts, basics = self.facts, self.facts.basics
        flavour = self.variation.pick_for_film("flavour", phrases().pictures.flavour[self.hints.voice])
        style = [f"{label.capitalize()}: {clip(text, 160)}" for label, text in (*facts.style, *facts.extras[:12])]
        about = [f"The product: {clip(basics.product_description, 300)}"] if basics.product_description else []
        brand = [f"Brand: {basics.brand_name}"] if basics.brand_name else []
        where = f"Framed {basics.aspect_ratio}" + (f" for {basics.platform}" if basics.platform else "")
        notes = [f"Answers the review: “{clip(note, 240)}”" for note in self.hints.notes]
        return _paragraph([flavour, *about, *brand, *style, f"{where}, with clear margins for captions", *notes])

    def _camera(self, at: int, shot: ShotType) -> str:
        framing = self.variation.pick(f"framing {at}", phrases().pictures.framing[shot])
        movement = self.variation.pick(f"movement {at}", phrases().pictures.movement[self.hints.pace])
        return self._fill(f"{framing}; {movement}.", at)

    def _for_film(self, question: str, options: Sequence[str], course: Sequence[str]) -> str:
        """One option for the whole film, and its course in this scene."""
        return f"{self.variation.pick_for_film(question, options)}; {course[0]}."

    def _music(self, scenario: Scenario) -> str:
        course = f"it {phrases().pictures.music_arc[scenario][0]}"
        if track := self._sound("music"):
            return f"The client's own track “{clip(track, 120)}”; {course}."
        return self._for_film("music", phrases().pictures.music[self.hints.pace], [course])

    def _dialog(self, script: str) -> str:
        voice = self.variation.pick_for_film("voice", phrases().pictures.voice[self.hints.voice])
        if recording := self._sound("voice"):
            voice = f"the client's own recording “{clip(recording, 120)}”"
        language = self.facts.basics.language
        tongue = f", in {language}" if language else ""
        return f"Voice-over, {voice}{tongue}: “{clip(script, 1_500)}”"

    def _sound(self, role: str) -> str:
        sounds = (asset for asset in self.assets if asset.type is AssetType.AUDIO)
        return next((sound.name or role for sound in sounds if sound.role.strip().lower() == role), "")

    def _fill(self, phrase: str, at: int) -> str:
        audience = self.hints.audience or self.facts.basics.target_audience
        world = self.facts.world
        values = {
            "product": self.facts.subject,
            "hero": f"a person from the audience ({clip(audience, 120)})" if audience else "someone we could know",
            "place": self.variation.pick_for_film("place", world.place),
            "detail": self.variation.pick(f"detail {at}", world.detail),
            "trouble": self.variation.pick(f"trouble {at}", world.trouble),
        }
        starting = {slot.capitalize(): text[:1].upper() + text[1:] for slot, text in values.items()}
        return fill(phrase, starting | values)


def _paragraph(parts: Sequence[str]) -> str:
    return " ".join(sentence(part) for part in parts if part)
