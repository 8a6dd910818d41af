"""Scenes that a vendor refuses or gives up, and what is said of them."""

from decimal import Decimal

from domain.errors import (
    AccountProblem,
    ErrorInfo,
    InputRejected,
    OrderUnknown,
    VendorOutage,
)
from domain.job.model import Job
from domain.rules.purchases import purchasing
from domain.rules.scenes.fallback import Offers, fail_or_offer
from tests.unit.domain.jobs import (
    LATER,
    NOW,
    PRICE,
    claim,
    take_of,
)
from tests.unit.domain.rules.scenes.offering import AskedPrices

REFUSAL = ErrorInfo(code=InputRejected.code, message="flagged as sensitive")
ACCOUNT = ErrorInfo(code=AccountProblem.code, message="no credit")
OUTAGE = ErrorInfo(code=VendorOutage.code, message="given up after 2:00:00: 503")
UNKNOWN = ErrorInfo(code=OrderUnknown.code, message="the vendor cannot say")
ASKED = AskedPrices({"second": PRICE, "third": Decimal("0.10")})


def refused(job: Job, number: int = 1, error: ErrorInfo = REFUSAL, offers: Offers = ASKED) -> Job:
    """Return the job after the scene's take has failed for good."""
    return fail_or_offer(job, take_of(job, number).id, error, LATER, offers)


def unsent(job: Job, number: int = 1) -> Job:
    """Return the job whose vendor certainly did not take the scene's order."""
    job = claim(job, number)
    return purchasing.release_claim(job, take_of(job, number).id, NOW)


def reason(job: Job, number: int = 1) -> str:
    """Return why the scene was not offered to another provider."""
    error = job.active_scenes[number - 1].error
    assert error is not None
    return error.message.partition("; not offered to another provider: ")[2]
