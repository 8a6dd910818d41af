"""Captions: one short text for each scene, in the brief's language, with the brief's own lines as they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from domain.job.storyboard import Scenario
from providers.template.brief_facts import Facts
from providers.template.direction_hints import DirectionHints
from providers.template.phrases import CaptionPhrases, Variation, phrases
from providers.template.words import clip, fill, reading_seconds, sentence, sentences

MAX_SCRIPT = 2_000
MESSAGE_SECONDS = 8.0
"""A key message that can be read in this time is never shortened, however short the film."""


@dataclass(frozen=True)
class Copywriter:
    """Writes the captions of a film of `seconds` seconds with `scenes` scenes."""

    facts: Facts
    hints: DirectionHints
    variation: Variation
    seconds: float
    scenes: int

    def write(self, scenarios: Sequence[Scenario]) -> list[str]:
        """Return a caption for every scene, no two the same if there is a choice."""
        must = self._must_say(scenarios.count(Scenario.SOLUTION))
        scripts: list[str] = []
        for at, scenario in enumerate(scenarios):
            options = self._options(scenario, must)
            used = {first for script in scripts for first in sentences(script)[:1]}
            fresh = [option for option in options if not used.intersection(sentences(option)[:1])] or options
            scripts.append(clip(self.variation.pick(f"script {at}", fresh), MAX_SCRIPT))
        return scripts

    def rewrite(self, scenario: Scenario, before: str, others: Sequence[str]) -> str:
        """Return another caption for one scene; the client's key message stays if it was in the old one."""
        join = self._book.join
        quoted = join.join(line for _, line in self.hints.lines)
        if quoted and quoted != before and scenario is not Scenario.CTA:
            return clip(quoted, MAX_SCRIPT)
        message = self._message()
        keeps_message = message and message in before and self.hints.words != "fewer"
        must = [quoted] if quoted else [message] if keeps_message else []
        options = self._options(scenario, must)
        fresh = [option for option in options if option != before and option not in others] or options
        return clip(self.variation.pick("script", fresh), MAX_SCRIPT)

    def _must_say(self, solutions: int) -> list[str]:
        """Return the key message and the reviewer's lines, joined to at most one line for each solution."""
        lines = [*filter(None, [self._message()]), *self.hints.lines_for(Scenario.SOLUTION)]
        room = max(1, solutions)
        if len(lines) <= room:
            return lines
        together = self._book.join.join(sentence(line) for line in lines[room - 1 :])
        return [*lines[: room - 1], together]

    def _options(self, scenario: Scenario, must: list[str]) -> list[str]:
        match scenario:
            case Scenario.HOOK:
                lines = self.hints.lines_for(Scenario.HOOK)
                return [self._book.join.join(lines)] if lines else self._fitting(self._openings("hook"))
            case Scenario.PROBLEM:
                return self._fitting(self._openings("problem"))
            case Scenario.SOLUTION:
                return self._carrying(must.pop(0)) if must else self._fitting(self._solutions())
            case Scenario.CTA:
                return self._closings(must)

    def _openings(self, part: Literal["hook", "problem"]) -> list[str]:
        own = self.facts.language == "en" and self.hints.voice not in phrases().english
        world = getattr(self.facts.world, part) if own else ()
        return [*world, *self._filled(getattr(self._book, part))] or self._own_words()

    def _solutions(self) -> list[str]:
        message = self.facts.basics.key_message
        benefits = [line for line in self.facts.benefits if reading_seconds(line) <= 6 and line != message]
        return [*benefits, *self._filled(self._book.solution)] or self._own_words()

    def _carrying(self, line: str) -> list[str]:
        """Return the line alone, and with a few words before it."""
        return [line] if self.hints.words == "fewer" else [line, *self._introduced([line])]

    def _closings(self, must: Sequence[str]) -> list[str]:
        """Return the call to action as it is, alone or after a short line."""
        own = self.facts.basics.call_to_action
        calls = [own] if own else self._filled(self._book.cta) or self._own_words()
        lead = [sentence(line) for line in [*must, *self.hints.lines_for(Scenario.CTA)]]
        if lead:
            return [self._book.join.join([*lead, call]) for call in calls]
        if self.hints.words == "fewer":
            return calls
        return [*self._fitting(self._introduced(calls)), *calls]

    def _introduced(self, lines: Sequence[str]) -> list[str]:
        """Return each line after a few words, such as the product's name."""
        names = dict.fromkeys([self.facts.product, self.facts.basics.brand_name])
        before = self._filled(self._book.close) or [clip(name, 120) for name in names if name]
        return [f"{sentence(few)}{self._book.join}{line}" for line in lines for few in before if few not in line]

    def _message(self) -> str:
        """Return the key message: whole, else its first sentence, else as much as there is time to read."""
        message = self.facts.basics.key_message
        allowed = max(MESSAGE_SECONDS, self.seconds / 2)
        if self.hints.words == "fewer":
            allowed = 4.0
        for text in (message, *sentences(message)[:1]):
            if reading_seconds(text) <= allowed:
                return text
        return clip(message, max(20, int(len(message) * allowed / reading_seconds(message))))

    def _fitting(self, options: Sequence[str]) -> list[str]:
        """Return the options that can be read in a scene's time; at least the two shortest."""
        room = self.seconds / self.scenes * 0.9
        if self.hints.words == "fewer":
            room = min(room, 1.4)
        fitting = [option for option in options if reading_seconds(option) <= room]
        return fitting if len(fitting) > 1 else sorted(options, key=len)[:2]

    def _filled(self, phrases: Iterable[str]) -> list[str]:
        product = self.facts.product
        return [fill(phrase, {"product": product}) for phrase in phrases if product or "<product>" not in phrase]

    def _own_words(self) -> list[str]:
        """Return the brief's own texts, for a language that has no captions."""
        basics = self.facts.basics
        names = [self.facts.product, basics.brand_name]
        words = [*names, *self.facts.benefits[:8], self._message(), basics.call_to_action]
        return [clip(one, 120) for one in dict.fromkeys(words) if one] or list(phrases().captions["en"].hook[-1:])

    @cached_property
    def _book(self) -> CaptionPhrases:
        known = phrases()
        if self.facts.language == "en" and self.hints.voice in known.english:
            return known.english[self.hints.voice]
        return known.captions[self.facts.language] if self.facts.language else CaptionPhrases()
