"""The structure of a storyboard: its scenes, their scenarios and durations, and the client's pictures in them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from domain.brief import AssetRole, AssetType, asset_role
from domain.film_format import FPS
from domain.job.storyboard import MAX_SCENE_FRAMES, MIN_SCENE_FRAMES, Scenario, ShotType
from domain.ports.planner import AssetSummary
from domain.scene_limits import SceneLimits
from providers.template.direction_hints import DirectionHints
from providers.template.words import reading_seconds

SECONDS_A_SCENE = {"quick": 4.0, "even": 4.6, "slow": 5.2}
STEP = 3
"""Frames in a tenth of a second: scenes last whole tenths if the film does."""

_BREATH = {Scenario.HOOK: 1.4, Scenario.PROBLEM: 1.6, Scenario.SOLUTION: 2.0, Scenario.CTA: 2.2}
"""Seconds of a scene besides the time to read its script."""

_CARD = 1.0
"""Seconds by which the last scene is longer for the end card."""

_LEADS = {
    Scenario.HOOK: (AssetRole.HERO, AssetRole.PRODUCT, AssetRole.REFERENCE, AssetRole.BACKGROUND),
    Scenario.PROBLEM: (AssetRole.BACKGROUND, AssetRole.REFERENCE),
    Scenario.SOLUTION: (AssetRole.PRODUCT, AssetRole.HERO, AssetRole.REFERENCE, AssetRole.BACKGROUND),
    Scenario.CTA: (AssetRole.PRODUCT, AssetRole.HERO, AssetRole.REFERENCE, AssetRole.BACKGROUND),
}
_CLOSING = (AssetRole.LOGO, AssetRole.END_CARD)


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


def durations(
    film: int,
    scenarios: Sequence[Scenario],
    scripts: Sequence[str],
    has_card: bool = False,
    longest: int = MAX_SCENE_FRAMES,
) -> list[float]:
    """Return the seconds of each scene by the reading time of its script. In frames they add up to `film` exactly.

    An end card is seen at the end of the last scene. None is longer than `longest` frames, if that is possible.
    """
    weights = [_BREATH[scenario] + reading_seconds(script) for scenario, script in zip(scenarios, scripts, strict=True)]
    weights[-1] += _CARD if has_card else 0.0
    least = min(2 * MIN_SCENE_FRAMES, film // len(weights)) // STEP
    most = (longest if film <= longest * len(weights) else MAX_SCENE_FRAMES) // STEP
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


def place_assets(
    assets: Sequence[AssetSummary], scenarios: Sequence[Scenario], shots: Sequence[ShotType]
) -> list[tuple[UUID, ...]]:
    """Return the asset ids of every scene, the leading one first. Each picture is placed, no sound is."""
    by_role: dict[AssetRole, list[UUID]] = defaultdict(list)
    for asset in {asset.id: asset for asset in assets if asset.type is not AssetType.AUDIO}.values():
        by_role[_role(asset)].append(asset.id)
    scenes: list[list[UUID]] = []
    used: list[UUID] = []
    for scenario, shot in zip(scenarios, shots, strict=True):
        lead = _lead(by_role, scenario, shot, used)
        scenes.append([lead] if lead else [])
        if scenario is Scenario.SOLUTION and lead in by_role[AssetRole.BACKGROUND]:
            scenes[-1] += by_role[AssetRole.PRODUCT][:1]
        used += scenes[-1]
    middle = scenes[1:-1] or scenes[:-1] or scenes  # the last scene is kept for the logo
    for spare in [one for role in AssetRole if role not in _CLOSING for one in by_role[role] if one not in used]:
        min(middle, key=len).append(spare)
    for role in _CLOSING:
        scenes[-1] += by_role[role]
    return [tuple(scene) for scene in scenes]


def _role(asset: AssetSummary) -> AssetRole:
    """Return the role of a picture. Roles of sounds, and unknown ones, count as reference."""
    role = asset_role(asset.role)
    return AssetRole.REFERENCE if role in (AssetRole.MUSIC, AssetRole.VOICE) else role


def _lead(
    by_role: dict[AssetRole, list[UUID]], scenario: Scenario, shot: ShotType, used: Sequence[UUID]
) -> UUID | None:
    """Return the least used picture of the roles that suit the scene, of the earlier role if two are equal."""
    roles = _LEADS[scenario]
    if shot is ShotType.WIDE and scenario is Scenario.SOLUTION:
        roles = (AssetRole.HERO, AssetRole.BACKGROUND, AssetRole.PRODUCT, AssetRole.REFERENCE)
    fitting = [one for role in roles for one in by_role[role]]
    if scenario is Scenario.CTA:
        return fitting[0] if fitting else None
    return min(fitting, key=used.count, default=None)
