"""What `POST /api/v3/jobs` looks up before it creates a job: the saved scenario, the assets, the models."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from api.container import Container
from api.dependencies import check_owner, load_job, own_client
from api.http.errors import FieldError, Unprocessable
from api.http.idempotency.route import new_id
from api.schemas.common import url_error
from api.schemas.jobs.new_job import JobOrder
from db.assets import PostgresAssets
from db.schema.tables.jobs import AssetRow
from domain.base import evolve
from domain.brief import (
    MAX_ASSETS,
    NO_VOICE,
    AdBasics,
    AssetRef,
    AssetType,
    Brief,
    Captions,
    CaptionStyle,
    Context,
    EndCardChoice,
    LogoPlacement,
    MusicChoice,
)
from domain.clients.access import Caller
from domain.errors import AccountProblem, NotFound
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.sound.speech import LOCAL_VOICE
from domain.ports.repositories import Rule
from domain.rules import results
from domain.scenarios.document import aspect_ratio
from domain.scenarios.task import SavedScenario
from domain.scenarios.to_plan import as_plan
from providers.local_voice import VOICES as LOCAL_VOICES

_OWN_ASSET_URL = re.compile(r"(?:.*/)?api/v3/assets/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/data")
_MAX_NAME = 200


async def brief_and_first_step(order: JobOrder, container: Container, caller: Caller) -> tuple[Brief, Rule | None]:
    """Return the brief; and if a saved scenario is the storyboard, the rule that puts the job in review at once.

    Raise Unprocessable if the scenario cannot be used, OtherClient if the caller may not create jobs of that client.
    """
    if order.context is not None:
        own_client(caller, order.context.client_id)
    if order.scenario_id is None:
        assert order.context, "an order without scenario or context is refused"
        return order.brief(order.context), None
    try:
        await check_owner(container, caller, "scenario", order.scenario_id)
        saved = await container.scenarios.scenario(order.scenario_id)
    except NotFound as error:
        raise Unprocessable.at("scenarioId", f"{error.message}; save it first") from error
    if len(saved.scenes) < saved.scene_count:
        raise Unprocessable.at("scenarioId", "its scenes are still being saved; try again")
    images = await _scene_images(saved, container, caller)
    brief = order.brief(Context(client_id=saved.client_id))
    named = {ref.id or ref.url for ref in brief.creative.assets}
    refs = (*brief.creative.assets, *(ref for ref in images.values() if (ref.id or ref.url) not in named))
    if len(refs) > MAX_ASSETS:
        why = f"its pictures and the brief's assets are {len(refs)}; a job may have {MAX_ASSETS}"
        raise Unprocessable.at("scenarioId", why)
    ad_basics = _with_scenario_defaults(order.ad_basics, saved)
    brief = evolve(brief, ad_basics=ad_basics, creative=evolve(brief.creative, assets=refs))
    choice, scene_ids = container.choose_model(brief), [new_id() for _ in saved.scenes]

    def first_step(job: Job, now: datetime) -> Job:
        fetched = {asset.source_url: asset.id for asset in job.assets}
        assets = {scene: ref.id or fetched[ref.url] for scene, ref in images.items()}
        return results.apply_plan(
            results.begin(job, now), 1, as_plan(saved, assets), scene_ids, now, choice, container.estimate
        )

    return brief, first_step


def _with_scenario_defaults(basics: AdBasics, saved: SavedScenario) -> AdBasics:
    """Return the brief's basics, with name and aspect ratio of the scenario where the brief has none."""
    changes: dict[str, object] = {}
    if not (basics.product_name + basics.product_description).strip():
        changes["product_name"] = saved.title[:_MAX_NAME]
    if "aspect_ratio" not in basics.model_fields_set:
        changes["aspect_ratio"] = aspect_ratio(saved.metadata.get("resolution"))
    return basics.model_copy(update=changes)


async def _scene_images(saved: SavedScenario, container: Container, caller: Caller) -> dict[UUID, AssetRef]:
    """Return the scenes' images by scene id: stored assets, or URLs to fetch.

    An image that is deleted, that can never be fetched, or that the scenario names though it is another client's, is
    left out.
    """
    stored = {scene.id: scene.asset_id or _own_asset(scene.image_url) for scene in saved.scenes}
    found = await container.assets.known([asset for asset in stored.values() if asset], caller.client_id)
    known = {id: asset for id, asset in found.items() if asset.client_id in (None, saved.client_id)}
    images = {}
    for scene in saved.scenes:
        asset = known.get(stored[scene.id] or scene.id)
        if asset and asset.status == AssetStatus.READY and asset.type == AssetType.IMAGE:
            images[scene.id] = AssetRef(id=asset.id)
        elif stored[scene.id] is None and scene.image_url and url_error(scene.image_url) is None:
            images[scene.id] = AssetRef(url=scene.image_url, type=AssetType.IMAGE)
    return images


def _own_asset(url: str | None) -> UUID | None:
    match = _OWN_ASSET_URL.fullmatch(url or "")
    return UUID(match[1]) if match else None


def with_usual_choices(brief: Brief, voice: str, voice_name: str | None) -> Brief:
    """Return the brief with the usual choices of what is added to its footage, where it makes none.

    They are stored with the job: its film stays as it is when the server has others. `voice_name` is of `voice`.
    """
    given = brief.production
    if given.voice is None:
        given = evolve(given, voice=voice, voice_name=given.voice_name or voice_name)
    usual = {
        "captions": Captions.NONE,
        "caption_style": CaptionStyle.PLAIN,
        "music": MusicChoice.AUTO,
        "logo": LogoPlacement.END_CARD,
        "end_card": EndCardChoice.AUTO,
    }
    changes = {name: value for name, value in usual.items() if getattr(given, name) is None}
    return evolve(brief, production=evolve(given, **changes))


def check_video_model(brief: Brief, container: Container) -> None:
    """Raise Unprocessable if the provider is not set up here, or does not have the model that the brief names."""
    try:
        model = container.catalog.video(container.choose_model(_in_full(brief)).provider)
    except AccountProblem as error:
        raise Unprocessable.at("production.provider", error.message) from None
    wanted = brief.production.model
    if wanted is not None and wanted not in model.models:
        message = f"{model.name} films with {', '.join(model.models)}; name one of these, or none"
        raise Unprocessable.at("production.model", message)


def check_draft_and_fallback(brief: Brief, container: Container) -> None:
    """Raise Unprocessable if the brief's model has no cheap variant for a draft, and for each provider to fall back on
    that is not set up here, or is the one that films the job anyway."""
    choice, errors = container.choose_model(_in_full(brief)), list[FieldError]()
    if brief.production.draft and not (choice.can and choice.can.draft):
        models = container.catalog.video(choice.provider).capabilities
        others = " or ".join(name for name, can in models.items() if can.draft)
        help = f"film with {others}, or without a draft" if others else "film without a draft"
        why = f"{choice.provider}'s {choice.model} has no cheap variant; {help}"
        errors.append(FieldError(path="production.draft", message=why))
    for position, provider in enumerate(brief.production.fallback):
        path = f"production.fallback[{position}]"
        if provider == choice.provider:
            errors.append(FieldError(path=path, message=f"{provider} films this job anyway; name another, or none"))
            continue
        try:
            container.catalog.video(provider)
        except AccountProblem as error:
            errors.append(FieldError(path=path, message=error.message))
    if errors:
        raise Unprocessable(*errors)


def _in_full(brief: Brief) -> Brief:
    """Return the brief without a draft: the model that it names is the one that films it in full."""
    return evolve(brief, production=evolve(brief.production, draft=False))


def check_voice(voice: str | None, voice_name: str | None, container: Container) -> None:
    """Raise Unprocessable if the provider is not set up here, or if it certainly has no voice of that name."""
    if voice is None or voice == NO_VOICE:
        return
    try:
        container.catalog.voice(voice)
    except AccountProblem as error:
        raise Unprocessable.at("production.voice", error.message) from None
    if voice == LOCAL_VOICE and voice_name and voice_name not in LOCAL_VOICES:
        why = f"no local voice is called {voice_name[:50]!r}; there is {', '.join(LOCAL_VOICES)}, or none of them"
        raise Unprocessable.at("production.voiceName", why)


async def assets_of(brief: Brief, stored: PostgresAssets, caller: Caller) -> tuple[list[JobAsset], dict[UUID, str]]:
    """Return the job's assets in the brief's order, and the URL of each that must be fetched, by asset id.

    Raise Unprocessable for ids of assets that do not exist, are not there for the caller or could not be fetched.
    """
    refs = brief.creative.assets
    known = await stored.known([ref.id for ref in refs if ref.id], caller.client_id)
    assets, sources, unusable = [], {}, {}
    for position, ref in enumerate(refs):
        if ref.id and ref.id not in known:
            unusable[position] = no_asset(ref.id)
        elif ref.id and known[ref.id].status == AssetStatus.FAILED:
            unusable[position] = f"asset {ref.id} could not be fetched; upload it, or give another"
        elif ref.id:
            assets.append(_stored_asset(ref, known[ref.id]))
        elif ref.url:
            sources[new := new_id()] = ref.url
            pending = JobAsset(id=new, type=ref.type, name=ref.name, role=ref.role, status=AssetStatus.PENDING)
            assets.append(pending)
    if unusable:
        raise Unprocessable(*(FieldError(path=f"creative.assets[{at}].id", message=unusable[at]) for at in unusable))
    return assets, sources


def no_asset(asset_id: UUID) -> str:
    return f"there is no asset {asset_id}; upload it first, or give its URL"


async def check_assets(paths: Mapping[str, UUID | None], container: Container, caller: Caller) -> None:
    """Raise Unprocessable for each id of a stored asset, by its path in the body, that is not there for the caller.

    For callers of all clients nothing is looked up: whether an asset exists is checked where a job takes it.
    """
    ids = [id for id in paths.values() if id]
    if caller.client_id is not None and ids:
        known = await container.assets.known(ids, caller.client_id)
        unknown = {path: id for path, id in paths.items() if id and id not in known}
        if unknown:
            raise Unprocessable(*(FieldError(path=path, message=no_asset(id)) for path, id in unknown.items()))


async def check_storage_for(urls: Iterable[str | None], container: Container, job_id: UUID) -> None:
    """Raise StorageFull if the job would fetch new files from the URLs, and its client may not store more.

    Raise NotFound if the job is deleted.
    """
    if named := {url for url in urls if url}:
        job = await load_job(container, job_id)
        if named - {ref.url for ref in job.brief.creative.assets}:
            await container.client_usage.check_storage(job.brief.context.client_id)


def _stored_asset(ref: AssetRef, asset: AssetRow) -> JobAsset:
    """Return the asset with the brief's name and role, where the brief has them."""
    return JobAsset(
        id=asset.id,
        type=asset.type,
        name=ref.name or asset.name,
        role=ref.role if "role" in ref.model_fields_set else asset.role,
        status=asset.status,
    )
