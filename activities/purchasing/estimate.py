"""What approving a job would cost."""

from collections.abc import Callable
from decimal import Decimal

from activities.purchasing.vendor_catalog import VendorCatalog
from domain.brief import Brief
from domain.errors import AccountProblem, InputRejected
from domain.job.model import Job, Scene
from domain.rules.approvals import SMALLEST_AMOUNT, Estimate
from domain.rules.takes import VideoModelChoice


def scenes_to_film(job: Job) -> list[Scene]:
    """Return the scenes that have no clip and of which none is being made."""
    return [scene for scene in job.active_scenes if scene.needs_take]


def total_cost(job: Job, choice: VideoModelChoice, catalog: VendorCatalog) -> Decimal | None:
    """Return what the scenes to film cost, in US dollars to four decimal places.

    None if a scene cannot be filmed, if the price table does not name a model, or if a provider is not set up here.
    """
    total = Decimal(0)
    for scene in scenes_to_film(job):
        try:
            cost = catalog.quote(job, scene.text, choice.provider, choice.model).total
        except (InputRejected, AccountProblem):
            return None
        if cost is None:
            return None
        total += cost
    return total.quantize(SMALLEST_AMOUNT)


def estimating(choose_model: Callable[[Brief], VideoModelChoice], catalog: VendorCatalog) -> Estimate:
    """Return the function that estimates a job, for the rules of approval."""

    def estimate(job: Job) -> Decimal | None:
        try:
            choice = choose_model(job.brief)
        except AccountProblem:
            return None
        return total_cost(job, choice, catalog)

    return estimate
