"""The body of `POST /api/v3/jobs`, and what is refused of it before a row is written."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from api.container import Container
from api.http.errors import FieldError, Unprocessable
from api.http.ids import new_id
from api.http.strict_json import Fault, strictly
from db.assets import PostgresAssets
from db.schema.tables import AssetRow
from domain.base import Wire
from domain.brief import MAX_EXTRA_BYTES, AdBasics, AssetRef, Brief, Context, Creative, Production
from domain.errors import AccountProblem, InputRejected
from domain.job.model import AssetStatus, JobAsset
from providers.registry import VIDEO
from storage.urls import web_url

MAX_URL_LENGTH = 2_048


class JobOrder(Wire):
    """A brief; or the id of a saved scenario, which then says what the brief leaves out."""

    scenario_id: UUID | None = None
    context: Context | None = None
    ad_basics: AdBasics = AdBasics()
    creative: Creative = Creative()
    production: Production = Production()
    metadata: dict[str, Any] = {}

    def brief(self, context: Context) -> Brief:
        parts = {name: getattr(self, name) for name in ("ad_basics", "creative", "production", "metadata")}
        return Brief(context=self.context or context, **parts)


def _says_what_and_for_whom(brief: JobOrder) -> Iterator[Fault]:
    if brief.context is not None and not brief.context.client_id.strip():
        yield ("context", "clientId"), "must not be blank"
    if brief.scenario_id is not None:
        return
    if brief.context is None:
        yield ("context",), "required"
    if not (brief.ad_basics.product_name + brief.ad_basics.product_description).strip():
        yield ("adBasics",), "give productName or productDescription: the ad must be about something"


def _keeps_within_bounds(brief: JobOrder) -> Iterator[Fault]:
    free = {
        ("context",): brief.context.model_extra if brief.context else None,
        ("adBasics",): brief.ad_basics.model_extra,
        ("creative", "direction"): brief.creative.direction.model_extra,
        ("metadata",): brief.metadata,
    }
    for path, content in free.items():
        size = len(json.dumps(content, ensure_ascii=False).encode())
        if size > MAX_EXTRA_BYTES:
            yield path, f"free-form content of {size:,} bytes is more than the {MAX_EXTRA_BYTES:,} that are kept"


def _names_a_provider_that_there_is(brief: JobOrder) -> Iterator[Fault]:
    provider = brief.production.provider
    if provider is not None and provider not in VIDEO:
        yield ("production", "provider"), f"there is no {provider[:50]!r}; there is {', '.join(VIDEO)}"


def _names_assets_well(brief: JobOrder) -> Iterator[Fault]:
    seen: set[UUID] = set()
    for position, asset in enumerate(brief.creative.assets):
        path = ("creative", "assets", position)
        if asset.url and (fault := url_fault(asset.url)):
            yield (*path, "url"), fault
        if asset.id in seen:
            yield (*path, "id"), "names the same asset as an earlier one; name each once"
        if asset.id:
            seen.add(asset.id)


def url_fault(url: str) -> str | None:
    """Why the URL will never be fetched, as far as it can be told without the network."""
    if len(url) > MAX_URL_LENGTH:
        return f"must not be longer than {MAX_URL_LENGTH:,} characters"
    try:
        web_url(url)
    except InputRejected as error:
        return error.message
    return None


NewJob = Annotated[
    JobOrder,
    strictly(
        JobOrder,
        _says_what_and_for_whom,
        _keeps_within_bounds,
        _names_a_provider_that_there_is,
        _names_assets_well,
    ),
]


def check_camera(brief: Brief, wiring: Container) -> None:
    """Errors: Unprocessable when who is to film it is not set up here, or has no such model."""
    said = brief.production
    try:
        model = wiring.market.video(wiring.choose_model(brief).provider)
    except AccountProblem as error:
        raise Unprocessable(FieldError(path="production.provider", message=error.message)) from None
    if said.model is not None and said.model not in model.models:
        message = f"{model.name} films with {', '.join(model.models)}; name one of these, or none"
        raise Unprocessable(FieldError(path="production.model", message=message))


async def assets_of(brief: Brief, stored: PostgresAssets) -> tuple[list[JobAsset], dict[UUID, str]]:
    """The job's assets in the brief's order, and by id the URL of each that is still to be fetched.

    Errors: Unprocessable for ids of assets that there are not.
    """
    refs = brief.creative.assets
    known = await stored.known([ref.id for ref in refs if ref.id])
    if faults := list(_unusable(refs, known)):
        raise Unprocessable(*faults)
    sources = {new_id(): ref.url for ref in refs if ref.url}
    ids = iter(sources)
    return [_kept(ref, known[ref.id]) if ref.id else _to_fetch(ref, next(ids)) for ref in refs], sources


def _unusable(refs: Sequence[AssetRef], known: Mapping[UUID, AssetRow]) -> Iterator[FieldError]:
    for position, ref in enumerate(refs):
        path = f"creative.assets[{position}].id"
        if ref.id and ref.id not in known:
            yield FieldError(path=path, message=f"there is no asset {ref.id}; upload it first, or give its URL")
        elif ref.id and known[ref.id].status == AssetStatus.FAILED:
            yield FieldError(path=path, message=f"asset {ref.id} could not be fetched; upload it, or give another")


def _kept(ref: AssetRef, asset: AssetRow) -> JobAsset:
    """What the brief does not say of it, the asset says itself."""
    return JobAsset(
        id=asset.id,
        type=asset.type,
        name=ref.name or asset.name,
        role=ref.role if "role" in ref.model_fields_set else asset.role,
        status=asset.status,
    )


def _to_fetch(ref: AssetRef, new: UUID) -> JobAsset:
    return JobAsset(id=new, type=ref.type, name=ref.name, role=ref.role, status=AssetStatus.PENDING)
