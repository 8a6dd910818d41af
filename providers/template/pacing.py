"""The number of a film's scenes, their scenarios and their durations."""

from collections.abc import Sequence

from domain.film_format import FPS
from domain.job.storyboard import MAX_SCENE_FRAMES, MIN_SCENE_FRAMES, Scenario
from domain.scene_limits import SceneLimits
from providers.template.direction_hints import DirectionHints
from providers.template.words import reading_seconds

SECONDS_A_SCENE = {"quick": 4.0, "even": 4.6, "slow": 5.2}
STEP = 3
"""Frames in a tenth of a second: scenes last whole tenths if the film does."""

_BREATH = {Scenario.HOOK: 1.4, Scenario.PROBLEM: 1.6, Scenario.SOLUTION: 2.0, Scenario.CTA: 2.2}
"""Seconds of a scene besides the time to read its script."""


def scene_count(film: int, limits: SceneLimits, hints: DirectionHints, refused: int | None) -> int:
    """Return the number of scenes for `film` frames. `refused` is the number that the refused storyboard had."""
    wanted = round(film / FPS / SECONDS_A_SCENE[hints.pace])
    if hints.scenes is not None:
        wanted = hints.scenes
    elif hints.more_scenes and refused:
        wanted = refused + hints.more_scenes
    return min(max(wanted, limits.least), limits.most)


def arc(count: int) -> list[Scenario]:
    """Return the scenarios: hook, problems, solutions, call to action. A single scene is the call to action."""
    if count == 1:
        return [Scenario.CTA]
    middle = count - 2
    problems = 0 if middle < 2 else 1 if middle < 5 else 2
    return [
        Scenario.HOOK,
        *[Scenario.PROBLEM] * problems,
        *[Scenario.SOLUTION] * (middle - problems),
        Scenario.CTA,
    ]


def durations(film: int, scenarios: Sequence[Scenario], scripts: Sequence[str]) -> list[float]:
    """Return the seconds of each scene by the reading time of its script. In frames they add up to `film` exactly."""
    weights = [_BREATH[scenario] + reading_seconds(script) for scenario, script in zip(scenarios, scripts, strict=True)]
    least = min(2 * MIN_SCENE_FRAMES, film // len(weights)) // STEP
    most = MAX_SCENE_FRAMES // STEP
    steps = _share(film // STEP, weights, least, most)
    lengths = [step * STEP for step in steps]
    lengths[steps.index(max(step for step in steps if step < most or film % STEP == 0))] += film % STEP
    return [frames / FPS for frames in lengths]


def _share(total: int, weights: Sequence[float], least: int, most: int) -> list[int]:
    """Divide `total` into whole parts between `least` and `most`, as near to the weights as possible."""
    parts = [least] * len(weights)
    for _ in range(total - sum(parts)):
        open_parts = [at for at, part in enumerate(parts) if part < most]
        neediest = max(open_parts, key=lambda at: weights[at] / (parts[at] + 1))
        parts[neediest] += 1
    return parts
