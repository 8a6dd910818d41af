"""The advertising brief: the body of `POST /api/v3/jobs`.

Unknown keys in `context`, `adBasics` and `creative.direction` are kept and shown to the planner, others are errors.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema, model_validator

from domain.base import DOLLARS_SCHEMA, WebUrl, Wire, given
from domain.film_format import AspectRatio, FilmFormat, Resolution

MAX_EXTRA_BYTES = 32_000
"""The greatest size of the free-form JSON (unknown keys, metadata) in one object of a brief."""

MAX_ASSETS = 20

Name = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(max_length=5_000)]
MaxCost = Annotated[
    Decimal,
    Field(ge=0, max_digits=12, decimal_places=4),
    PlainSerializer(float, when_used="json-unless-none"),
    WithJsonSchema(DOLLARS_SCHEMA, mode="validation"),
]
ClientId = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class AssetType(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


class AssetRole(StrEnum):
    HERO = "hero"
    PRODUCT = "product"
    LOGO = "logo"
    BACKGROUND = "background"
    REFERENCE = "reference"
    MUSIC = "music"
    VOICE = "voice"
    END_CARD = "end_card"


def asset_role(name: str) -> AssetRole:
    """Return the role that a client's word for it means, such as `End card`. An unknown one is a reference."""
    word = name.strip().lower().replace("-", "_").replace(" ", "_")
    return AssetRole(word) if word in set(AssetRole) else AssetRole.REFERENCE


class _WithUnknownKeys(Wire):
    model_config = ConfigDict(extra="allow")


class Context(_WithUnknownKeys):
    client_id: ClientId = Field(json_schema_extra={"pattern": r"\S"})


class AdBasics(_WithUnknownKeys):
    product_name: Name = ""
    product_description: Text = ""
    brand_name: Name = ""
    target_audience: Text = ""
    key_message: Text = ""
    call_to_action: Name = ""
    platform: Name = ""
    language: Name = ""
    aspect_ratio: AspectRatio = AspectRatio.VERTICAL
    duration: Annotated[float, Field(ge=5, le=180)] = 30


class Direction(_WithUnknownKeys):
    style: Text = ""
    tone: Text = ""
    mood: Text = ""


class AssetRef(Wire):
    """An asset, by a URL that is fetched when the job begins or by the id of a stored asset."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [given("url"), given("id")]})

    url: WebUrl | None = None
    id: UUID | None = None
    type: AssetType | None = None
    name: Name = ""
    role: Name = AssetRole.REFERENCE

    @model_validator(mode="after")
    def _one_source(self) -> "AssetRef":
        if (self.url is None) == (self.id is None):
            raise ValueError("give either url or id")
        return self


Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]


class Brand(Wire):
    """What films of the brand look like. The first colour leads; `font` is the name of a font family."""

    colors: Annotated[tuple[Colour, ...], Field(max_length=5)] = ()
    font: Name = ""


class Creative(Wire):
    direction: Direction = Direction()
    assets: Annotated[tuple[AssetRef, ...], Field(max_length=MAX_ASSETS)] = ()
    brand: Brand | None = None


class AiLabel(StrEnum):
    """Where the film says, for all to see, that AI made it."""

    NONE = "none"
    CORNER = "corner"


class Captions(StrEnum):
    """Whether captions are a part of the picture. Beside the film they always are."""

    NONE = "none"
    BURNED = "burned"


class CaptionStyle(StrEnum):
    PLAIN = "plain"
    HIGHLIGHT = "highlight"
    """The word that is spoken is marked."""


class MusicChoice(StrEnum):
    """What plays under the film. `auto`: the asset with the role music, else a bed that is composed for it."""

    AUTO = "auto"
    ASSET = "asset"
    NONE = "none"


class LogoPlacement(StrEnum):
    """Where the logo is shown. `corner`: in every scene, and on the end card."""

    NONE = "none"
    END_CARD = "end_card"
    CORNER = "corner"


class EndCardChoice(StrEnum):
    """`auto`: the film ends with a card if there is an asset for it, or a logo."""

    AUTO = "auto"
    NONE = "none"


class ReferenceChoice(StrEnum):
    """Which pictures a scene's model is shown, so that what the film advertises looks the same in every scene.

    `product`: the assets with the roles product and hero, where the model takes such pictures.
    """

    NONE = "none"
    PRODUCT = "product"


Fallback = Annotated[tuple[Name, ...], Field(max_length=5)]
"""Names of providers, in the order in which a scene is offered to them."""

NO_VOICE = "none"
"""The value of `production.voice` of a film without a voice-over."""


class Production(Wire):
    """How the film is made. `max_cost` is in US dollars; a scene fails after failing for `give_up_after` seconds.
    `ai_label`: `corner` is a few words in the film's corner which say that AI made it.

    `voice` is the provider of the voice-over, `voice_name` a voice of that provider. The choices from `voice` to
    `end_card` are None in briefs that were stored before there was such a thing: their films have none of it.

    `draft`: scenes are filmed by the model's cheap variant first. `fallback` are the providers to which a scene is
    offered, in their order, when the one before certainly will not make it.
    """

    provider: str | None = None
    model: Name | None = None
    resolution: Resolution = Field(default=Resolution.FULL_HD, examples=["1080p"])
    auto_approve: bool = False
    max_cost: MaxCost | None = None
    give_up_after: Annotated[int, Field(ge=1, le=30 * 24 * 3600)] = 2 * 3600
    ai_label: AiLabel = Field(default=AiLabel.NONE, examples=["none"])
    voice: Name | None = None
    voice_name: Name | None = None
    captions: Captions | None = None
    caption_style: CaptionStyle | None = None
    music: MusicChoice | None = None
    logo: LogoPlacement | None = None
    end_card: EndCardChoice | None = None
    references: ReferenceChoice = Field(default=ReferenceChoice.NONE, examples=["none"])
    draft: bool = False
    fallback: Fallback = ()

    @property
    def is_labelled(self) -> bool:
        """Whether the film shows that AI made it."""
        return self.ai_label is AiLabel.CORNER

    @property
    def is_spoken(self) -> bool:
        """Whether the film has a voice-over."""
        return self.voice not in (None, NO_VOICE)

    @property
    def is_captioned(self) -> bool:
        """Whether the captions are a part of the picture."""
        return self.captions is Captions.BURNED


class JobWebhook(Wire):
    """Where the events of one job are sent, as its client said when it created the job. No `events`: all of them.

    `id` is the endpoint's, which may have been changed since.
    """

    id: UUID
    url: str = Field(examples=["https://example.com/greenlight"])
    events: tuple[str, ...] = Field(default=(), examples=[["job.completed", "job.failed"]])


class Brief(Wire):
    """Everything that a client asks of one video ad.

    `may_grow` tells that its client named no length: the film may be longer than the usual one, if its scripts need it.
    """

    context: Context
    ad_basics: AdBasics = AdBasics()
    creative: Creative = Creative()
    production: Production = Production()
    metadata: dict[str, Any] = {}
    webhook: JobWebhook | None = None
    may_grow: bool = False

    @property
    def format(self) -> FilmFormat:
        return FilmFormat.of(self.ad_basics.aspect_ratio, self.production.resolution)
