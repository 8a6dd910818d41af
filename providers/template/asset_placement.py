"""Placement of the client's pictures in scenes."""

from collections.abc import Sequence
from uuid import UUID

from domain.brief import AssetRole, AssetType
from domain.job.storyboard import Scenario, ShotType
from domain.ports.planner import AssetSummary

_LEADS = {
    Scenario.HOOK: (AssetRole.HERO, AssetRole.PRODUCT, AssetRole.REFERENCE, AssetRole.BACKGROUND),
    Scenario.PROBLEM: (AssetRole.BACKGROUND, AssetRole.REFERENCE),
    Scenario.SOLUTION: (AssetRole.PRODUCT, AssetRole.HERO, AssetRole.REFERENCE, AssetRole.BACKGROUND),
    Scenario.CTA: (AssetRole.PRODUCT, AssetRole.HERO, AssetRole.REFERENCE, AssetRole.BACKGROUND),
}
_CLOSING = (AssetRole.LOGO, AssetRole.END_CARD)


def place_assets(
    assets: Sequence[AssetSummary], scenarios: Sequence[Scenario], shots: Sequence[ShotType]
) -> list[tuple[UUID, ...]]:
    """Return the asset ids of every scene, the leading one first. Each picture is placed, no sound is."""
    by_role = _pictures_by_role(assets)
    scenes: list[list[UUID]] = []
    used: list[UUID] = []
    for scenario, shot in zip(scenarios, shots, strict=True):
        lead = _lead(by_role, scenario, shot, used)
        scenes.append([lead] if lead else [])
        if scenario is Scenario.SOLUTION and lead in by_role.get(AssetRole.BACKGROUND, []):
            scenes[-1] += by_role.get(AssetRole.PRODUCT, [])[:1]
        used += scenes[-1]
    spare = [one for role in AssetRole if role not in _CLOSING for one in by_role.get(role, []) if one not in used]
    for one in spare:
        _least_filled(scenes).append(one)
    for role in _CLOSING:
        scenes[-1] += by_role.get(role, [])
    return [tuple(scene) for scene in scenes]


def _pictures_by_role(assets: Sequence[AssetSummary]) -> dict[AssetRole, list[UUID]]:
    by_role: dict[AssetRole, list[UUID]] = {}
    for asset in {asset.id: asset for asset in assets if asset.type is not AssetType.AUDIO}.values():
        by_role.setdefault(_role(asset), []).append(asset.id)
    return by_role


def _role(asset: AssetSummary) -> AssetRole:
    """Return the role of a picture. Roles of sounds, and unknown ones, count as reference."""
    role = asset.role.strip().lower().replace("-", "_").replace(" ", "_")
    if role in (AssetRole.MUSIC, AssetRole.VOICE) or role not in set(AssetRole):
        return AssetRole.REFERENCE
    return AssetRole(role)


def _lead(
    by_role: dict[AssetRole, list[UUID]], scenario: Scenario, shot: ShotType, used: Sequence[UUID]
) -> UUID | None:
    """Return the least used picture of the roles that suit the scene, of the earlier role if two are equal."""
    roles = _LEADS[scenario]
    if shot is ShotType.WIDE and scenario is Scenario.SOLUTION:
        roles = (AssetRole.HERO, AssetRole.BACKGROUND, AssetRole.PRODUCT, AssetRole.REFERENCE)
    fitting = [one for role in roles for one in by_role.get(role, [])]
    if scenario is Scenario.CTA:
        return fitting[0] if fitting else None
    return min(fitting, key=used.count, default=None)


def _least_filled(scenes: list[list[UUID]]) -> list[UUID]:
    """Return the middle scene with the fewest pictures, else the first; the last one is kept for the logo."""
    middle = scenes[1:-1] or scenes[:-1] or scenes
    return min(middle, key=len)
