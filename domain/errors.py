"""All errors of Greenlight. Their class says whether the caller, time or a person can help.

* GreenlightError
  + Refused               the caller can help: nothing was changed
    - NotFound            404
    - Conflict            409, not in this state
    - Invalid             422, the value is wrong
    - PreconditionFailed  412, it was changed since it was read
    - TooManyRequests     429, not remembered: it may be sent again later
    - Expired             503, the message arrived after its sender had stopped waiting
  + Transient             time helps: tried again with back-off
    - DatabaseUnavailable our database does not answer; says nothing of any vendor
    - NotAccepted         the vendor certainly did not take the order
    - OutcomeUnknown      the vendor may have taken the order: look it up before ordering again
    - VendorBusy          the vendor has as many of our orders as its limits allow
    - VendorDown          the vendor failed too often: nothing is ordered there for a while
  + Permanent             only a person can help, and the job shows the error
    - InputRejected       this prompt, picture or plan cannot be made
    - AccountProblem      key, credit or quota; the message says what to fix
    - OrderUnknown        the vendor cannot say whether it took the order
    - TakeLost            what the vendor made can no longer be fetched
    - BudgetExceeded      it would cost more than the job's maxCost allows
"""

from datetime import timedelta
from typing import ClassVar


class GreenlightError(Exception):
    """The base class. `code` is stable and for programs, the message is for people."""

    code: ClassVar[str] = "internal_error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after


class Refused(GreenlightError):
    code = "refused"


class NotFound(Refused):
    code = "not_found"


class Conflict(Refused):
    code = "conflict"


class Invalid(Refused):
    code = "invalid"


class PreconditionFailed(Refused):
    code = "precondition_failed"


class TooManyRequests(Refused):
    code = "too_many_requests"
    retryable = True


class Expired(Refused):
    code = "expired"
    retryable = True


class Transient(GreenlightError):
    code = "unavailable"
    retryable = True


class DatabaseUnavailable(Transient):
    pass


class NotAccepted(Transient):
    code = "busy"


class OutcomeUnknown(Transient):
    code = "order_outcome_unknown"


class VendorBusy(Transient):
    """`vendor` is the one whose capacity is to be waited for."""

    code = "vendor_busy"

    def __init__(self, message: str, *, vendor: str) -> None:
        super().__init__(message)
        self.vendor = vendor


class VendorDown(Transient):
    code = "vendor_down"


class Permanent(GreenlightError):
    code = "failed"


class InputRejected(Permanent):
    code = "input_rejected"


class AccountProblem(Permanent):
    code = "account_problem"


class OrderUnknown(Permanent):
    code = "order_unknown"


class TakeLost(Permanent):
    code = "take_lost"


class BudgetExceeded(Permanent):
    code = "budget_exceeded"
