"""All errors of Greenlight. Their class says whether the caller (Refused), time (Transient) or a person can help."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from domain.base import Wire


class GreenlightError(Exception):
    """The base class. `code` is stable and for programs, the message is for people. Subclasses inherit both."""

    code: ClassVar[str] = "internal_error"
    retryable: ClassVar[bool] = False

    def __init_subclass__(cls, code: str | None = None, retryable: bool | None = None) -> None:
        cls.code = cls.code if code is None else code
        cls.retryable = cls.retryable if retryable is None else retryable

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after


class Refused(GreenlightError, code="refused"):
    """The caller can help: nothing was changed. `now`: values that the caller took for others, as they are, as JSON."""

    def __init__(
        self, message: str, *, retry_after: timedelta | None = None, now: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message, retry_after=retry_after)
        self.now = now


class NotFound(Refused, code="not_found"): ...


class Conflict(Refused, code="conflict"):
    """Not possible in this state."""


class Invalid(Refused, code="invalid"):
    """A value is wrong."""


class PreconditionFailed(Refused, code="precondition_failed"):
    """It was changed since it was read."""


class TooManyRequests(Refused, code="too_many_requests", retryable=True):
    """Not remembered for the request: it may be sent again later."""


class TooManyJobs(TooManyRequests, code="too_many_jobs"):
    """As many of the client's jobs are being planned, filmed or cut as may be at once."""


class StorageFull(Conflict, code="storage_full", retryable=True):
    """The client has stored as much as it may. What is being made is stored all the same."""


class Expired(Refused, code="expired", retryable=True):
    """The message arrived after its sender had stopped waiting."""


class Transient(GreenlightError, code="unavailable", retryable=True):
    """Time helps: tried again with back-off. `is_of_vendor`: a vendor caused it, not our database or storage."""

    is_of_vendor = False


class DatabaseUnavailable(Transient):
    """Our database does not answer, which says nothing of any vendor."""


class NotAccepted(Transient, code="busy"):
    """The vendor certainly did not take the order."""


class OutcomeUnknown(Transient, code="order_outcome_unknown"):
    """The vendor may have taken the order: look it up before ordering again."""


class VendorBusy(Transient, code="vendor_busy"):
    """The vendor, whose capacity is to be waited for, has as many of our orders as its limits allow.

    `is_failing`: it failed too often besides, and has not answered since.
    """

    def __init__(self, message: str, *, vendor: str, is_failing: bool = False) -> None:
        super().__init__(message)
        self.vendor = vendor
        self.is_failing = is_failing


class VendorDown(Transient, code="vendor_down"):
    """The vendor failed too often: nothing is ordered there for a while."""

    is_of_vendor = True


class Permanent(GreenlightError, code="failed"):
    """Only a person can help, and the job shows the error."""


class InputRejected(Permanent, code="input_rejected"):
    """This prompt, picture or plan cannot be made."""


class AddressNotAllowed(InputRejected):
    """The host of a URL has a private address, which only the operator can allow."""


class AccountProblem(Permanent, code="account_problem"):
    """Key, credit or quota; the message says what to fix."""


class OrderUnknown(Permanent, code="order_unknown"):
    """The vendor cannot say whether it took the order."""


class VendorOutage(Permanent, code="vendor_outage"):
    """The vendor has failed for as long as the job waits for it, which is its `giveUpAfter`."""


class TakeLost(Permanent, code="take_lost"):
    """What the vendor made can no longer be fetched."""


class BudgetExceeded(Permanent, code="budget_exceeded"):
    """It would cost more than the job's `maxCost` allows."""


class PriceRaised(Permanent, code="price_raised"):
    """The vendor asks more than when the order was agreed to. Another budget does not help."""


MAX_MESSAGE = 2_000
"""The most characters of a message that are kept: enough to act on, small enough for any payload."""


class ErrorInfo(Wire):
    """A stable code, a sentence for people, and whether trying again can help."""

    code: str
    message: Annotated[str, Field(max_length=MAX_MESSAGE)]
    retryable: bool = False

    @classmethod
    def of(cls, error: GreenlightError) -> "ErrorInfo":
        return cls(code=error.code, message=error.message[:MAX_MESSAGE], retryable=error.retryable)
