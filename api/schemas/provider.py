"""Providers of clips and what their models can do, in camelCase."""

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from api.schemas.common import view_of
from domain.base import Wire
from domain.vendors.prices import PriceTable
from domain.vendors.video_capabilities import NativeAudio, VideoCapabilities


class ModelPriceView(Wire):
    """US dollars per second of a clip, without and with the model's own sound, for films of one resolution."""

    silent: float = Field(examples=[0.15])
    sound: float = Field(examples=[0.15])


class VideoModelView(Wire):
    """What a model can do. Lists that are empty limit nothing. `price` is null if the price table has none, and the
    model is then not ordered under a `maxCost`."""

    model: str = Field(examples=["bytedance/seedance-2.0-fast"])
    is_default: bool = Field(description="Whether a brief that names no model gets this one.", examples=[True])
    seconds: tuple[float, ...] = Field(
        description="The lengths that it films and charges: a scene gets the next longer one.", examples=[[4, 5, 6]]
    )
    sizes: tuple[str, ...] = Field(description="`width:height`, in pixels or as ratios.", examples=[["16:9", "9:16"]])
    sizes_from_text: tuple[str, ...] | None = Field(
        description="Those without a first frame, if they differ.", examples=[None]
    )
    first_frame: bool
    first_frame_required: bool = Field(examples=[False])
    last_frame: bool = Field(description="Together with a first frame.")
    references: int = Field(description="How many reference pictures it takes.", examples=[9])
    references_exclude_frames: bool = Field(
        description="Whether a scene that begins from a frame is filmed without references."
    )
    reference_seconds: tuple[float, ...] = Field(
        description="The lengths with which it takes references; empty: all.", examples=[[]]
    )
    reference_sizes: tuple[str, ...] = Field(
        description="The sizes with which it takes references; empty: all.", examples=[[]]
    )
    audio: NativeAudio = Field(
        description="Whether it makes sound: never, if asked, or with every clip.", examples=["optional"]
    )
    audio_on_by_default: bool = Field(
        description="Whether the vendor makes sound unless told not to, which Greenlight always does."
    )
    seed: bool
    extension: bool = Field(examples=[False])
    draft: str | None = Field(description="The cheap model of the same provider.", examples=[None])
    prompt_limit: int | None = Field(description="In characters; longer prompts are shortened.", examples=[None])
    price: ModelPriceView | None
    small_price: ModelPriceView | None = Field(
        description="What it costs in films of 720p; `price` is for 1080p. Most cost the same."
    )
    source: str = Field(
        description="Where this was read, on the day `asOf`.",
        examples=["https://replicate.com/bytedance/seedance-2.0-fast/api"],
    )
    as_of: date = Field(examples=["2026-12-01"])
    unverified: str = Field(description="What the documentation leaves open, and is not used.", examples=[""])


class ProviderView(Wire):
    provider: str = Field(examples=["replicate"])
    is_default: bool = Field(description="Whether a brief that names no provider gets this one.", examples=[True])
    is_configured: bool = Field(description="Whether this server has a key for it, or it needs none.", examples=[True])
    models: tuple[VideoModelView, ...]


class ProvidersView(Wire):
    currency: str = Field(examples=["USD"])
    prices_as_of: date = Field(description="The day of the price table.", examples=["2026-12-01"])
    providers: tuple[ProviderView, ...]


def provider_view(
    name: str, models: Iterable[VideoCapabilities], prices: PriceTable, *, is_default: bool, is_configured: bool
) -> ProviderView:
    """Return the provider with its models, of which the first is the default."""
    views = [_model_view(model, prices, is_default=position == 0) for position, model in enumerate(models)]
    return ProviderView(provider=name, is_default=is_default, is_configured=is_configured, models=tuple(views))


def _model_view(model: VideoCapabilities, prices: PriceTable, *, is_default: bool) -> VideoModelView:
    price, small_price = (_price_view(model, prices, is_large=is_large) for is_large in (True, False))
    return view_of(VideoModelView, model, is_default=is_default, price=price, small_price=small_price)


def _price_view(model: VideoCapabilities, prices: PriceTable, *, is_large: bool) -> ModelPriceView | None:
    silent, sound = (
        prices.second(model.provider, model.model, has_sound=has_sound, is_large=is_large)
        for has_sound in (False, True)
    )
    return None if silent is None or sound is None else ModelPriceView(silent=float(silent), sound=float(sound))
