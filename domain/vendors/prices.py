"""The price table of vendors."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.base import Frozen

CENT = Decimal("0.0001")

Price = Annotated[Decimal, Field(ge=0)]
Models = Mapping[str, Mapping[str, Price]]


class PriceBySound(Frozen):
    """A price per second of a clip without and with the model's own sound."""

    silent: Price
    sound: Price


class PriceBySize(Frozen):
    """A price per second of a clip for a film of 720p and of 1080p, where a vendor asks more for more pixels."""

    small: Price | PriceBySound = Field(alias="720p")
    large: Price | PriceBySound = Field(alias="1080p")


class PriceTable(Frozen):
    """Prices in US dollars by provider and model: `video` per second, for every clip or by its size and its sound,
    `image` per picture, `voice` per 1,000 characters. `as_of` is their date."""

    as_of: date
    video: Mapping[str, Mapping[str, Price | PriceBySound | PriceBySize]]
    image: Models
    voice: Models = {}

    def second(self, provider: str, model: str, *, has_sound: bool = False, is_large: bool = True) -> Decimal | None:
        """Return the price of a second of a clip; None if the table has none.

        `has_sound`: with the model's own sound. `is_large`: for a film of more than 720p.
        """
        price = self.video.get(provider, {}).get(model)
        if isinstance(price, PriceBySize):
            price = price.large if is_large else price.small
        if isinstance(price, PriceBySound):
            return price.sound if has_sound else price.silent
        return price

    def clip(
        self, provider: str, model: str, seconds: float, *, has_sound: bool = False, is_large: bool = True
    ) -> Decimal | None:
        """Return the price of a clip of that length; None if the table has none."""
        second = self.second(provider, model, has_sound=has_sound, is_large=is_large)
        return None if second is None else (second * Decimal(str(seconds))).quantize(CENT)

    def picture(self, provider: str, model: str) -> Decimal | None:
        return self.image.get(provider, {}).get(model)

    def speech(self, provider: str, model: str, characters: int) -> Decimal | None:
        """Return the price of a line of speech of that many characters; None if the table has none."""
        thousand = self.voice.get(provider, {}).get(model)
        return None if thousand is None else (thousand * characters / 1000).quantize(CENT)
