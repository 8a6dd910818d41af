"""Retries within one attempt of an activity, for writes whose content is lost with the attempt.

A vendor may say only once what became of an order, or send an image only once. All else is retried by Temporal.
"""

from datetime import timedelta

import stamina

from domain import timeouts
from domain.errors import Transient


def retry_for(within: timedelta) -> stamina.BoundAsyncRetryingCaller:
    """Return a caller that repeats a write until it succeeds. Errors: Transient after that time, others at once."""
    caller = stamina.AsyncRetryingCaller(attempts=None, timeout=within, wait_initial=0.5, wait_max=5, wait_jitter=0)
    return caller.on(Transient)


record_answer = retry_for(timeouts.RECORD_VENDOR_ANSWER)
store_output = retry_for(timeouts.STORE_VENDOR_OUTPUT)
