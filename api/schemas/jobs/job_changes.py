"""The body of `PATCH /api/v3/jobs/{job_id}`: what can be changed of a job after its creation."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import ConfigDict

from api.http.json_nulls import NULL_TELLS
from api.http.json_request import FoundError, strictly
from api.schemas.jobs.new_job import EXAMPLE_BRIEF, asset_errors, fallback_errors
from api.voices import voice_errors
from domain.base import Wire, given
from domain.brief import (
    AiLabel,
    Captions,
    CaptionStyle,
    EndCardChoice,
    Fallback,
    LogoPlacement,
    MaxCost,
    MusicChoice,
    Name,
    ReferenceChoice,
)
from domain.rules.assets.asset_messages import AssetRefs
from domain.rules.messages import SetAiLabel, SetBudget, SetProduction
from domain.rules.production import SWITCHES

_CHANGES = (
    "aiLabel",
    "voice",
    "captions",
    "captionStyle",
    "music",
    "logo",
    "endCard",
    "references",
    "draft",
    "fallback",
)
"""Fields that change something if they are given, and not null."""


class ProductionChanges(Wire):
    """What is not given stays as it is. A `voiceName` of null is the usual voice of the provider. `references` and
    `fallback` are of takes that are made from then on; `draft` can be changed until the storyboard is approved."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["maxCost"]}, {"required": ["voiceName"]}, *[given(name) for name in _CHANGES]]
        }
    )

    max_cost: Annotated[MaxCost | None, NULL_TELLS] = None
    ai_label: AiLabel | None = None
    voice: Name | None = None
    voice_name: Annotated[Name | None, NULL_TELLS] = None
    captions: Captions | None = None
    caption_style: CaptionStyle | None = None
    music: MusicChoice | None = None
    logo: LogoPlacement | None = None
    end_card: EndCardChoice | None = None
    references: ReferenceChoice | None = None
    draft: bool | None = None
    fallback: Fallback | None = None


class AssetList(Wire):
    assets: AssetRefs


class JobChanges(Wire):
    """A `maxCost` of null lifts the limit. With another `aiLabel`, voice, music, logo, end card or other captions the
    film is cut again, and nothing is filmed. `assets` is the whole list: those that are named again, by id or URL, are
    kept; a new one takes the place of one that is not."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"production": {"maxCost": 25}},
                {"production": {"captions": "burned", "captionStyle": "highlight", "music": "none"}},
                {"production": {"aiLabel": "corner"}},
                {"production": {"references": "product", "fallback": ["gemini"]}},
                {"creative": {"assets": EXAMPLE_BRIEF["creative"]["assets"]}},
            ],
            "anyOf": [given("production"), given("creative")],
        }
    )

    production: ProductionChanges | None = None
    creative: AssetList | None = None

    @property
    def label(self) -> SetAiLabel | None:
        """The message that changes the label, if that is wanted."""
        wanted = self.production.ai_label if self.production else None
        return None if wanted is None else SetAiLabel(ai_label=wanted)

    @property
    def switches(self) -> SetProduction | None:
        """The message that changes voice, captions, music and the like, or how scenes are filmed, if that is wanted."""
        given = self.production.model_fields_set & {*SWITCHES} if self.production else set()
        return SetProduction(**{name: getattr(self.production, name) for name in given}) if given else None

    @property
    def budget(self) -> SetBudget | None:
        """The message that changes the limit, if that is wanted: null lifts it."""
        if self.production is None or "max_cost" not in self.production.model_fields_set:
            return None
        return SetBudget(max_cost=self.production.max_cost)


def _check(changes: JobChanges) -> Iterator[FoundError]:
    if changes.creative:
        yield from asset_errors(changes.creative.assets)
    elif changes.production is None:
        yield ("production",), "required; give fields of production, or creative.assets"
    if changes.production is not None:
        yield from voice_errors(changes.production.voice)
        yield from fallback_errors(changes.production.fallback or ())
        if not changes.production.model_fields_set:
            yield ("production", "maxCost"), f"required, unless one of {', '.join((*_CHANGES, 'voiceName'))} is given"


ChangesOfJob = Annotated[JobChanges, strictly(JobChanges, _check)]
