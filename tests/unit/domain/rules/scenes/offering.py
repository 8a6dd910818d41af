"""Jobs that may be filmed by other providers, and what these ask for it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from typing_extensions import override

from domain.base import evolve
from domain.errors import GreenlightError
from domain.job.approval import Approval
from domain.job.model import Job
from domain.job.takes.take import Take
from domain.rules.scenes.fallback import Offer, Offers
from domain.rules.storyboard.storyboard_revisions import approve
from tests.unit.domain.jobs import CHEAP_CHOICE, MODEL_CHOICE, NOW, PRICE, in_review


class AskedPrices(Offers):
    """Providers by what they ask for any scene; the job's own asks PRICE. An error is what there is instead."""

    def __init__(
        self,
        asked: Mapping[str, Decimal | GreenlightError | None],
        own: Decimal | GreenlightError | None = PRICE,
        lines: Decimal | None = Decimal(0),
    ) -> None:
        self._asked = {MODEL_CHOICE.provider: own, **asked}
        self._lines = lines

    @override
    def offer(self, job: Job, take: Take, provider: str) -> Offer:
        choice = evolve(CHEAP_CHOICE if take.is_draft else MODEL_CHOICE, provider=provider)
        return Offer(choice=choice, price=self._price(provider))

    @override
    def price(self, job: Job, take: Take) -> Decimal | None:
        return self._price(take.provider)

    @override
    def lines(self, job: Job) -> Decimal | None:
        return self._lines

    def _price(self, provider: str) -> Decimal | None:
        price = self._asked[provider]
        if isinstance(price, GreenlightError):
            raise price
        return price


def approved_for(amount: str | None, *words: str, drafts: bool = False, **production: Any) -> Job:
    """Return a job that is approved for that amount, with these scenes, all wanted."""
    job = in_review(*words)
    fallback = production.pop("fallback", ("second", "third"))
    chosen = evolve(job.brief.production, fallback=fallback, **production)
    approval = Approval(amount=None if amount is None else Decimal(amount), at=NOW)
    job = evolve(job, brief=evolve(job.brief, production=chosen))
    return approve(job, approval, CHEAP_CHOICE if drafts else MODEL_CHOICE)
