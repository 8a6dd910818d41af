"""What vendors charge."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.base import Frozen

CENT = Decimal("0.0001")

Price = Annotated[Decimal, Field(ge=0)]
Models = Mapping[str, Mapping[str, Price]]


class PriceTable(Frozen):
    """US dollars by provider and model: `video` for a second of film, `image` for a picture. `as_of` is its date."""

    as_of: date
    video: Models
    image: Models

    def clip(self, provider: str, model: str, seconds: float) -> Decimal | None:
        """What so many seconds cost; None when nobody knows."""
        second = self.video.get(provider, {}).get(model)
        return None if second is None else (second * Decimal(str(seconds))).quantize(CENT)

    def picture(self, provider: str, model: str) -> Decimal | None:
        return self.image.get(provider, {}).get(model)
