"""A job whose storyboard is a saved scenario: no planning, straight to review (spec §2)."""

import re
from datetime import datetime
from uuid import UUID

from api.container import Container
from api.http.errors import FieldError, Unprocessable
from api.http.ids import new_id
from api.schemas.new_job import JobOrder, url_fault
from domain.brief import MAX_ASSETS, AdBasics, AssetRef, AssetType, Brief, Context
from domain.errors import NotFound
from domain.job.model import AssetStatus, Job, evolve
from domain.ports.repositories import Rule
from domain.rules import results
from domain.scenarios.document import aspect_ratio
from domain.scenarios.task import SavedScenario
from domain.scenarios.to_plan import as_plan

_OUR_ASSET = re.compile(r"(?:.*/)?api/v3/assets/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/data")
_LONGEST_NAME = 200


async def begun_with(order: JobOrder, wiring: Container) -> tuple[Brief, Rule | None]:
    """The brief, and how the job begins when a scenario is its storyboard. Errors: Unprocessable."""
    if order.scenario_id is None:
        assert order.context, "an order without either is refused"
        return order.brief(order.context), None
    try:
        saved = await wiring.saving.scenario(order.scenario_id)
    except NotFound as error:
        raise Unprocessable(FieldError(path="scenarioId", message=f"{error.message}; save it first")) from error
    if len(saved.scenes) < saved.scene_count:
        raise Unprocessable(FieldError(path="scenarioId", message="its scenes are still being saved; try again"))
    pictures = await _pictures(saved, wiring)
    brief = order.brief(Context(client_id=saved.user_id))
    named = {ref.id or ref.url for ref in brief.creative.assets}
    refs = (*brief.creative.assets, *(ref for ref in pictures.values() if (ref.id or ref.url) not in named))
    if len(refs) > MAX_ASSETS:
        why = f"its pictures and the brief's assets are {len(refs)}; a job may have {MAX_ASSETS}"
        raise Unprocessable(FieldError(path="scenarioId", message=why))
    brief = evolve(brief, ad_basics=_basics(order.ad_basics, saved), creative=evolve(brief.creative, assets=refs))
    model_choice, ids = wiring.choose_model(brief), [new_id() for _ in saved.scenes]

    def begun(job: Job, now: datetime) -> Job:
        fetched = {asset.source_url: asset.id for asset in job.assets}
        shown = {scene: ref.id or fetched[ref.url] for scene, ref in pictures.items()}
        return results.apply_plan(results.begin(job, now), 1, as_plan(saved, shown), ids, now, model_choice)

    return brief, begun


def _basics(said: AdBasics, saved: SavedScenario) -> AdBasics:
    """What the brief does not say, the scenario does."""
    changes: dict[str, object] = {}
    if not (said.product_name + said.product_description).strip():
        changes["product_name"] = saved.title[:_LONGEST_NAME]
    if "aspect_ratio" not in said.model_fields_set:
        changes["aspect_ratio"] = aspect_ratio(saved.metadata.get("resolution"))
    return said.model_copy(update=changes)


async def _pictures(saved: SavedScenario, wiring: Container) -> dict[UUID, AssetRef]:
    """The scenes' pictures, by scene: assets of ours, or what the first scene brought, to be fetched.

    One that is gone, or that can never be fetched, is left out.
    """
    ours = {scene.id: scene.asset_id or _asset_at(scene.image_url) for scene in saved.scenes}
    known = await wiring.assets.known([asset for asset in ours.values() if asset])
    pictures = {}
    for scene in saved.scenes:
        asset = known.get(ours[scene.id] or scene.id)
        if asset and asset.status == AssetStatus.READY and asset.type == AssetType.IMAGE:
            pictures[scene.id] = AssetRef(id=asset.id)
        elif ours[scene.id] is None and scene.image_url and url_fault(scene.image_url) is None:
            pictures[scene.id] = AssetRef(url=scene.image_url, type=AssetType.IMAGE)
    return pictures


def _asset_at(url: str | None) -> UUID | None:
    found = _OUR_ASSET.fullmatch(url or "")
    return UUID(found[1]) if found else None
