"""Who sells clips and pictures, for how much, and how many at once."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from domain.base import Frozen
from domain.brief import AssetType
from domain.errors import AccountProblem, DatabaseUnavailable, InputRejected, TakeLost, Transient
from domain.job.model import Job
from domain.job.storyboard import SceneText
from domain.ports.image import ImageModel
from domain.ports.vendor_health import VendorHealth
from domain.ports.video import VideoModel
from domain.prices import PriceTable
from domain.rules.takes import VideoModelChoice
from domain.vendor_limits import VendorLimits


class Quote(Frozen):
    """What one take costs: `seconds` are those that are charged. None: nobody knows the price."""

    seconds: float
    clip: Decimal | None
    still: Decimal | None = Decimal(0)

    @property
    def total(self) -> Decimal | None:
        return None if self.clip is None or self.still is None else self.clip + self.still


@dataclass(frozen=True)
class VendorCatalog:
    """`image` draws a first frame for scenes that have no picture; None: they are filmed from their text.

    `limits_of` is None for those who work on our own machines.
    """

    video: Callable[[str], VideoModel]
    image: Callable[[], ImageModel | None]
    limits_of: Callable[[str], VendorLimits | None]
    prices: PriceTable
    health: VendorHealth

    @asynccontextmanager
    async def asking(self, vendor: str) -> AsyncIterator[None]:
        """All workers hear whether the vendor answers. A refusal is an answer; our own database's absence is none."""
        if self.limits_of(vendor) is None:
            yield
            return
        try:
            yield
        except DatabaseUnavailable:
            raise
        except Transient as error:
            await self.health.record_failure(vendor, error.retry_after)
            raise
        except (InputRejected, AccountProblem, TakeLost):
            await self.health.record_answer(vendor)
            raise
        await self.health.record_answer(vendor)

    def limits_for(self, vendor: str, claimant: UUID) -> VendorLimits | None:
        """Return the vendor's limits for an order of the claimant; None for our own machines."""
        limits = self.limits_of(vendor)
        return limits.for_claimant(claimant) if limits else None

    async def has_capacity(self, vendor: str, claimant: UUID) -> None:
        """Asked before anything that takes long is done for an order. Errors: VendorBusy, VendorDown."""
        if limits := self.limits_for(vendor, claimant):
            await self.health.has_capacity(limits)

    def quote(self, job: Job, text: SceneText, model_choice: VideoModelChoice) -> Quote:
        """What a take of that text would cost. Errors: InputRejected when the model cannot film it."""
        seconds = self.video(model_choice.provider).slot(model_choice.model, text.duration)
        clip = self.prices.clip(model_choice.provider, model_choice.model, seconds)
        painter = self.painter(job, text, model_choice)
        still = self.prices.picture(painter.name, painter.model) if painter else Decimal(0)
        return Quote(seconds=seconds, clip=clip, still=still)

    def painter(self, job: Job, text: SceneText, model_choice: VideoModelChoice) -> ImageModel | None:
        """Who draws the first frame; None when the scene has a picture, or its model films without one."""
        if not self.video(model_choice.provider).begins_from_a_still or has_picture(job, text):
            return None
        return self.image()


def has_picture(job: Job, text: SceneText) -> bool:
    """Whether one of the scene's assets can be its first frame."""
    pictures = {asset.id for asset in job.assets if asset.type is AssetType.IMAGE and asset.blob_key}
    return any(asset in pictures for asset in text.assets)
