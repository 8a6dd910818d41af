"""The body of `POST /api/v3/jobs`, and every check of it that needs no database."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import ConfigDict

from api.http.json_request import FoundError, strictly
from api.schemas.common import url_error
from api.schemas.webhook import JobWebhookOrder
from api.voices import voice_errors
from domain.base import Wire, given
from domain.brief import MAX_EXTRA_BYTES, AdBasics, AssetRef, Brief, Context, Creative, Production
from providers.registry import VIDEO

EXAMPLE_BRIEF: Final[dict[str, Any]] = {
    "context": {"clientId": "acme"},
    "adBasics": {
        "productName": "Morning Tea",
        "productDescription": "Loose-leaf tea that is ready in one minute.",
        "targetAudience": "People who are late for the train",
        "callToAction": "Order at acme.example",
        "aspectRatio": "9:16",
        "duration": 20,
    },
    "creative": {
        "direction": {"style": "modern", "mood": "calm"},
        "assets": [{"url": "https://example.com/product.jpg", "type": "image", "name": "The tin", "role": "hero"}],
        "brand": {"colors": ["#1f6f54", "#f4efe6"]},
    },
    "production": {"voice": "local", "captions": "burned", "captionStyle": "highlight", "music": "auto"},
}
_SHORTEST: Final[dict[str, Any]] = {"context": {"clientId": "acme"}, "adBasics": {"productName": "Morning Tea"}}
_FROM_SCENARIO: Final[dict[str, Any]] = {"scenarioId": "5b0c2f4e-6a51-5d0a-9a7e-1f2d3c4b5a69"}

_SOME_TEXT: Final[dict[str, Any]] = {"type": "string", "pattern": r"\S"}
_PRODUCT = [{"required": [name], "properties": {name: _SOME_TEXT}} for name in ("productName", "productDescription")]
_BRIEF: Final[dict[str, Any]] = {
    "required": ["context", "adBasics"],
    "properties": {"context": {"type": "object"}, "adBasics": {"type": "object", "anyOf": _PRODUCT}},
}
"""The JSON schema of an order that names a client and a product."""


class JobOrder(Wire):
    """A brief; or the id of a saved scenario, which then says what the brief leaves out. `webhook` is where the job's
    events are sent; its secret is in the answer only."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [EXAMPLE_BRIEF, _SHORTEST, _FROM_SCENARIO],
            "anyOf": [given("scenarioId"), _BRIEF],
        }
    )

    scenario_id: UUID | None = None
    context: Context | None = None
    ad_basics: AdBasics = AdBasics()
    creative: Creative = Creative()
    production: Production = Production()
    metadata: dict[str, Any] = {}
    webhook: JobWebhookOrder | None = None

    def brief(self, context: Context) -> Brief:
        """Return the brief, with that context if it has none."""
        parts = {name: getattr(self, name) for name in ("ad_basics", "creative", "production", "metadata")}
        may_grow = "duration" not in self.ad_basics.model_fields_set
        return Brief(context=self.context or context, may_grow=may_grow, **parts)


def _check_client_and_product(order: JobOrder) -> Iterator[FoundError]:
    if order.context is not None and not order.context.client_id.strip():
        yield ("context", "clientId"), "must not be blank"
    if order.scenario_id is not None:
        return
    if order.context is None:
        yield ("context",), "required"
    if not (order.ad_basics.product_name + order.ad_basics.product_description).strip():
        yield ("adBasics",), "give productName or productDescription: the ad must be about something"


def _check_free_form_sizes(order: JobOrder) -> Iterator[FoundError]:
    free = {
        ("context",): order.context.model_extra if order.context else None,
        ("adBasics",): order.ad_basics.model_extra,
        ("creative", "direction"): order.creative.direction.model_extra,
        ("metadata",): order.metadata,
    }
    for path, content in free.items():
        size = len(json.dumps(content, ensure_ascii=False).encode())
        if size > MAX_EXTRA_BYTES:
            yield path, f"free-form content of {size:,} bytes is more than the {MAX_EXTRA_BYTES:,} that are kept"


def _check_provider(order: JobOrder) -> Iterator[FoundError]:
    provider = order.production.provider
    if provider is not None and provider not in VIDEO:
        yield ("production", "provider"), f"there is no {provider[:50]!r}; there is {', '.join(VIDEO)}"


def _check_voice(order: JobOrder) -> Iterator[FoundError]:
    return voice_errors(order.production.voice)


def _check_fallback(order: JobOrder) -> Iterator[FoundError]:
    return fallback_errors(order.production.fallback)


def fallback_errors(fallback: Sequence[str]) -> Iterator[FoundError]:
    """Yield what is wrong with `production.fallback`, as far as that is known without settings."""
    for position, provider in enumerate(fallback):
        path = ("production", "fallback", position)
        if provider not in VIDEO:
            yield path, f"there is no {provider[:50]!r}; there is {', '.join(VIDEO)}"
        elif provider in fallback[:position]:
            yield path, "names the same provider as an earlier one; name each once"


def _check_assets(order: JobOrder) -> Iterator[FoundError]:
    return asset_errors(order.creative.assets)


def asset_errors(assets: Iterable[AssetRef]) -> Iterator[FoundError]:
    """Yield what is wrong with `creative.assets`, as far as that is known without the database."""
    seen: set[UUID] = set()
    for position, asset in enumerate(assets):
        path = ("creative", "assets", position)
        if asset.url and (error := url_error(asset.url)):
            yield (*path, "url"), error
        if asset.id in seen:
            yield (*path, "id"), "names the same asset as an earlier one; name each once"
        if asset.id:
            seen.add(asset.id)


NewJob = Annotated[
    JobOrder,
    strictly(
        JobOrder,
        _check_client_and_product,
        _check_free_form_sizes,
        _check_provider,
        _check_fallback,
        _check_voice,
        _check_assets,
    ),
]
