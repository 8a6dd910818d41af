"""Whether work was told to end, whatever it then ended with."""

import asyncio

from temporalio.exceptions import is_cancelled_exception


def is_stopped(error: BaseException) -> bool:
    """Whether what ended with this error was told to end: then it has not failed.

    A step whose worker dies after it was told ends as timed out: Temporal does not try it again. Measured on 1.32.
    """
    task = asyncio.current_task()
    return is_cancelled_exception(error) or (task is not None and task.cancelling() > 0)
