"""Tell cancelled work from failed work."""

import asyncio

from temporalio.exceptions import is_cancelled_exception


def was_cancelled(error: BaseException) -> bool:
    """Return whether what ended with this error had been cancelled: then it has not failed.

    A cancelled activity whose worker dies ends as timed out, because Temporal does not retry it. Measured on 1.32.
    """
    task = asyncio.current_task()
    return is_cancelled_exception(error) or (task is not None and task.cancelling() > 0)
