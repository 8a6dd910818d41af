"""Give each scene of a storyboard the time that its script needs to be said, within the film's length."""

import math
from collections.abc import Sequence
from typing import Final

from domain.base import Frozen, evolve
from domain.brief import Brief
from domain.film_format import FPS, frames
from domain.job.film.end_card import SHORTEST as CARD
from domain.job.sound.narration import FASTEST, LEAD, TAIL, lead_of
from domain.job.storyboard import MAX_SCENE_FRAMES, MIN_SCENE_FRAMES, SceneText
from domain.language.speaking_time import speaking_seconds
from domain.rules.storyboard.storyboard_repair import fit_durations

LONGEST_FILM: Final = frames(180)
"""Frames to which a film may grow."""

_WHOLE: Final = FPS // 2
"""A film grows by half seconds."""

_SILENT: Final = frames(1.5)
"""Frames that a scene without a script keeps at least, where others need more."""


_WITH_CARD, _WITH_SHORT_CARD = 4 * CARD, 3 * CARD
"""Frames of a last scene that ends with a card: enough, and just enough for one that can be read."""


class Need(Frozen):
    """Frames that a scene's line needs: as a voice speaks it, and played as fast as it may be."""

    natural: int
    least: int


def need_of(script: str, language: str, lead: float = LEAD) -> Need:
    """Return what a scene with that script needs. `language` is as a brief names it, `lead` seconds of silence."""
    seconds = speaking_seconds(script, language)
    if not seconds:
        return Need(natural=_SILENT, least=MIN_SCENE_FRAMES)
    natural, least = (lead + each + TAIL for each in (seconds, seconds / FASTEST))
    return Need(natural=_bounded(natural), least=_bounded(least))


def fit_to_scripts(
    scenes: Sequence[SceneText], brief: Brief, has_card: bool = False, longest: int = MAX_SCENE_FRAMES
) -> tuple[SceneText, ...]:
    """Return the scenes with time for their scripts, if the film has a voice-over; else as they are.

    If it ends with a card, its last scene also has the time for that. No scene gets longer than `longest` frames, if
    that is possible.

    A scene that has time for its script gives some of what it has beyond that to those that lack it. Where all of them
    need more than the film has, the film grows if its client named no length; else lines are played faster.
    """
    if not brief.production.is_spoken:
        return tuple(scenes)
    lengths = [frames(scene.duration) for scene in scenes]
    needs = [
        need_of(scene.script, brief.ad_basics.language, lead_of(scene.transition, is_first=not place))
        for place, scene in enumerate(scenes)
    ]
    if has_card:
        needs[-1] = Need(natural=max(needs[-1].natural, _WITH_CARD), least=max(needs[-1].least, _WITH_SHORT_CARD))
    if all(need.natural <= length for need, length in zip(needs, lengths, strict=True)):
        return tuple(scenes)
    film = sum(lengths)
    if brief.may_grow:
        wanted = -(-sum(need.natural for need in needs) // _WHOLE) * _WHOLE
        film = max(film, min(wanted, LONGEST_FILM, longest * len(lengths)))
    fitted = fit_durations(_shares(lengths, needs, film), film, longest)
    return tuple(evolve(scene, duration=length / FPS) for scene, length in zip(scenes, fitted, strict=True))


def _shares(lengths: Sequence[int], needs: Sequence[Need], film: int) -> list[float]:
    """Return the frames of each scene, not rounded. Together they are the film's."""
    natural, least = sum(need.natural for need in needs), sum(need.least for need in needs)
    if natural <= film:
        spare = [max(0, length - need.natural) for length, need in zip(lengths, needs, strict=True)]
        each = (film - natural) / sum(spare) if sum(spare) else 0.0
        more = 0.0 if sum(spare) else (film - natural) / len(needs)
        return [need.natural + share * each + more for need, share in zip(needs, spare, strict=True)]
    if least <= film:
        part = (film - least) / (natural - least)
        return [need.least + (need.natural - need.least) * part for need in needs]
    return [need.least * film / least for need in needs]


def _bounded(seconds: float) -> int:
    return min(max(math.ceil(seconds * FPS), MIN_SCENE_FRAMES), MAX_SCENE_FRAMES)
