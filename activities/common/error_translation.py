"""Read our errors from Temporal's, where workflows record why an activity failed."""

import asyncio
from collections.abc import Mapping

from temporalio.exceptions import ApplicationError, FailureError, TimeoutError, is_cancelled_exception

from domain import errors
from domain.errors import MAX_MESSAGE, DatabaseUnavailable, ErrorInfo, GreenlightError, Transient

DATABASE_AWAY = "database_away"
"""The type of the ApplicationError of a database outage."""

_KINDS: Mapping[str, type[GreenlightError]] = {
    kind.code: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, GreenlightError)
} | {DATABASE_AWAY: DatabaseUnavailable}


def is_database_outage(error: FailureError) -> bool:
    """Return whether an activity failed because the database does not answer, and is to be run again."""
    raised = _raised_by_activity(error)
    return isinstance(raised, ApplicationError) and raised.type == DATABASE_AWAY


def was_cancelled(error: BaseException) -> bool:
    """Return whether what a workflow ended with this error had been cancelled: then it has not failed.

    A cancelled activity whose worker dies ends as timed out, because Temporal does not retry it. Measured on 1.32.
    """
    return is_cancelled_exception(error) or is_cancelling()


def is_cancelling() -> bool:
    """Return whether the present task has been cancelled, whether that was raised in it or not."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def error_info_of(error: FailureError) -> ErrorInfo:
    """Return what went wrong in an activity, for clients."""
    raised = _raised_by_activity(error)
    if isinstance(raised, ApplicationError):
        kind = _KINDS.get(raised.type or "", GreenlightError)
        return ErrorInfo(code=kind.code, message=raised.message[:MAX_MESSAGE], retryable=kind.retryable)
    if isinstance(raised, TimeoutError):
        return ErrorInfo(code="timed_out", message="it took longer than it ever should; try again", retryable=True)
    return ErrorInfo(code="stopped_by_hand", message="it was stopped from outside; try again", retryable=True)


def error_of(info: ErrorInfo) -> GreenlightError:
    """Return what went wrong in an activity as an error to raise. What has no class is Transient if it is retryable."""
    kind = _KINDS.get(info.code, Transient if info.retryable else GreenlightError)
    while kind.__base__ is not None and getattr(kind.__base__, "code", None) == kind.code:
        kind = kind.__base__  # the class that has the code, not one that inherits it
    return kind(info.message)


def _raised_by_activity(error: FailureError) -> BaseException:
    """Return the outermost ApplicationError, else the innermost failure.

    The message of an ActivityError has no information, and the causes of the ApplicationError are not for clients.
    """
    raised: BaseException = error
    while isinstance(raised, FailureError) and not isinstance(raised, ApplicationError) and raised.cause:
        raised = raised.cause
    return raised
