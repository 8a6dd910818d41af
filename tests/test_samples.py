"""The sample briefs are accepted as they are, and their pictures are there."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from domain.brief import AssetRole, Brief
from domain.film_format import frames
from domain.ports.planner import AssetSummary, PlanRequest
from providers.template.planner import TemplatePlanner

SAMPLES = Path(__file__).parent.parent / "samples"
BRIEFS = sorted(SAMPLES.glob("*.json"))
PICTURES = sorted([*SAMPLES.glob("*.png"), *SAMPLES.glob("*.webp"), *SAMPLES.glob("*.jpg")])


def body(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def served(path: Path) -> Brief:
    """The brief with its asset file names as addresses of a server."""
    sample = body(path)
    for asset in sample["creative"]["assets"]:
        asset["url"] = f"http://127.0.0.1:8900/{asset['url']}"
    return Brief.model_validate(sample)


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
async def test_a_sample_becomes_a_storyboard_that_shows_all_its_pictures(path: Path) -> None:
    brief = served(path)
    notes = tuple(
        AssetSummary(id=UUID(int=number), type=asset.type, name=asset.name, role=asset.role)
        for number, asset in enumerate(brief.creative.assets, 1)
        if asset.type is not None
    )

    plan = await TemplatePlanner().plan(PlanRequest(brief=brief, assets=notes))

    assert sum(frames(scene.duration) for scene in plan.scenes) == frames(brief.ad_basics.duration)
    assert {shown for scene in plan.scenes for shown in scene.assets} == {note.id for note in notes}
    assert brief.ad_basics.key_message in " ".join(scene.script for scene in plan.scenes)


def test_every_picture_belongs_to_a_brief_and_every_asset_is_a_file() -> None:
    named = {asset["url"] for path in BRIEFS for asset in body(path)["creative"]["assets"]}

    assert named == {picture.name for picture in PICTURES}


def test_assets_have_roles_the_planner_knows() -> None:
    roles = {asset["role"] for path in BRIEFS for asset in body(path)["creative"]["assets"]}

    assert roles <= set(AssetRole)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_large_enough_to_film_and_small_enough_to_keep(path: Path) -> None:
    with Image.open(path) as image:
        assert max(image.size) >= 1_000
        assert image.mode == ("RGB" if path.suffix == ".jpg" else "RGBA")
    assert path.stat().st_size < 400_000
