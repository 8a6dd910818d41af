"""The one place where our errors become Temporal's, and Temporal's become ours again."""

from collections.abc import Mapping
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError, FailureError, TimeoutError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from domain import errors
from domain.error_info import MAX_MESSAGE, ErrorInfo
from domain.errors import GreenlightError, Refused

PATIENCE_WITH_BUGS = 10
"""Attempts after which an error that is none of ours is taken for a bug, and the work is written off.

Only work with a pulse is: a decision is tried until a mended worker comes, since nothing can be written off without it.
"""

_KINDS: Mapping[str, type[GreenlightError]] = {
    kind.code: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, GreenlightError)
}


class FailureInterceptor(Interceptor):
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Translate(next)


class _Translate(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        try:
            return await super().execute_activity(input)
        except GreenlightError as error:
            raise ApplicationError(
                error.message[:MAX_MESSAGE],
                type=error.code,
                non_retryable=isinstance(error, Refused) or not error.retryable,
                next_retry_delay=error.retry_after,
            ) from error
        except FailureError:
            raise
        except Exception as bug:
            info = activity.info()
            raise ApplicationError(
                f"{type(bug).__name__}: {bug}"[:MAX_MESSAGE],
                type=GreenlightError.code,
                non_retryable=info.heartbeat_timeout is not None and info.attempt >= PATIENCE_WITH_BUGS,
            ) from bug


def error_info_of(error: FailureError) -> ErrorInfo:
    """What went wrong, unwrapped: the text of an ActivityError itself says nothing.

    What the step raised is the outermost ApplicationError; below it are that one's own causes, whose words are not
    meant for clients.
    """
    raised: BaseException = error
    while isinstance(raised, FailureError) and not isinstance(raised, ApplicationError) and raised.cause:
        raised = raised.cause
    if isinstance(raised, ApplicationError):
        kind = _KINDS.get(raised.type or "", GreenlightError)
        return ErrorInfo(code=kind.code, message=raised.message[:MAX_MESSAGE], retryable=kind.retryable)
    if isinstance(raised, TimeoutError):
        return ErrorInfo(code="timed_out", message="it took longer than it ever should; try again", retryable=True)
    return ErrorInfo(code="stopped_by_hand", message="it was stopped from outside; try again", retryable=True)
