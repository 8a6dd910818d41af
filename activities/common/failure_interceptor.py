"""Translate our errors to Temporal's where activities raise them. For workers only."""

from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.common.error_translation import DATABASE_AWAY
from domain.errors import MAX_MESSAGE, DatabaseUnavailable, GreenlightError, Refused

MAX_ATTEMPTS_WITH_BUG = 10
"""Attempts of an activity that raises errors of other types than ours, which are bugs. Then its work has failed.

Activities without heartbeats have no limit: nothing can be recorded without them, so they wait for a repaired worker.
"""


class FailureInterceptor(Interceptor):
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Translate(next)


class _Translate(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        try:
            return await super().execute_activity(input)
        except DatabaseUnavailable as error:
            # The driver's message names hosts and users. It is the cause, which only the log shows.
            raise ApplicationError(
                "the database does not answer", type=DATABASE_AWAY, next_retry_delay=error.retry_after
            ) from error
        except GreenlightError as error:
            now = error.now if isinstance(error, Refused) else None
            raise ApplicationError(
                error.message[:MAX_MESSAGE],
                *([now] if now else []),
                type=error.code,
                non_retryable=isinstance(error, Refused) or not error.retryable,
                next_retry_delay=error.retry_after,
            ) from error
        except FailureError:
            raise
        except Exception as bug:
            info = activity.info()
            raise ApplicationError(
                f"something went wrong on our side ({type(bug).__name__}); the worker's log says what",
                type=GreenlightError.code,
                non_retryable=info.heartbeat_timeout is not None and info.attempt >= MAX_ATTEMPTS_WITH_BUG,
            ) from bug
