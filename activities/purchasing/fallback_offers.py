"""What other providers ask for a scene that its own does not make, by the price table."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from activities.purchasing.estimate import voice_cost
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.base import evolve
from domain.brief import Brief
from domain.errors import AccountProblem
from domain.job.model import Job
from domain.job.takes.take import Take
from domain.rules.scenes.fallback import Offer, Offers
from domain.rules.scenes.takes import VideoModelChoice, drawn_still


@dataclass(frozen=True)
class CatalogOffers(Offers):
    catalog: VendorCatalog
    choose_model: Callable[[Brief], VideoModelChoice]

    def offer(self, job: Job, take: Take, provider: str) -> Offer:
        """The provider's default model films it; in place of a draft that model's cheap variant, if it has one."""
        production = evolve(job.brief.production, provider=provider, model=None, draft=take.is_draft)
        choice = self.choose_model(evolve(job.brief, production=production))
        scene = job.scene(take.scene_id)
        has_still = drawn_still(take) is not None
        quote = self.catalog.quote(job, scene, choice.provider, choice.model, take.text, has_still=has_still)
        return Offer(choice=choice, price=quote.total)

    def price(self, job: Job, take: Take) -> Decimal | None:
        return self.catalog.purchase(job, take).price

    def lines(self, job: Job) -> Decimal | None:
        try:
            return voice_cost(job, self.catalog)
        except AccountProblem:
            return None
