"""Which of the client's pictures appear in which scene."""

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


def cast_assets(
    assets: Sequence[AssetSummary], scenarios: Sequence[Scenario], shots: Sequence[ShotType]
) -> list[tuple[UUID, ...]]:
    """Asset ids for every scene, the leading one first. Each picture appears once at least; sounds never do."""
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
    """Roles for sounds, and those of the client's own making, mean: for reference."""
    said = asset.role.strip().lower().replace("-", "_").replace(" ", "_")
    if said in (AssetRole.MUSIC, AssetRole.VOICE) or said not in set(AssetRole):
        return AssetRole.REFERENCE
    return AssetRole(said)


def _lead(
    by_role: dict[AssetRole, list[UUID]], scenario: Scenario, shot: ShotType, used: Sequence[UUID]
) -> UUID | None:
    """The least used picture of the roles that suit the scene; the earlier role where two are equal."""
    roles = _LEADS[scenario]
    if shot is ShotType.WIDE and scenario is Scenario.SOLUTION:
        roles = (AssetRole.HERO, AssetRole.BACKGROUND, AssetRole.PRODUCT, AssetRole.REFERENCE)
    fitting = [one for role in roles for one in by_role.get(role, [])]
    if scenario is Scenario.CTA:
        return fitting[0] if fitting else None
    return min(fitting, key=used.count, default=None)


def _least_filled(scenes: list[list[UUID]]) -> list[UUID]:
    """Middle scenes before the first, the last one only when it is alone: its room belongs to the logo."""
    middle = scenes[1:-1] or scenes[:-1] or scenes
    return min(middle, key=len)
