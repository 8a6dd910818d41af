"""Run work on files of unknown origin in a process of its own, without network, within bounds of time and memory."""

import os
from collections.abc import Callable
from typing import Final, TypeVar, TypeVarTuple, cast

import anyio
import anyio.to_process

from domain.errors import Transient
from media.isolation.child import MEMORY_GB, BoundsExceeded
from media.isolation.processes import NotStarted, ProcessDied, run_isolated

__all__ = ["MEMORY_GB", "BoundsExceeded", "run_bounded"]

_SHARE: Final = 10
"""A busy machine may give the work a tenth of a core. What takes longer is waiting for something, and is ended too."""

T = TypeVar("T")
Args = TypeVarTuple("Args")


async def run_bounded(
    subject: str, seconds: float, work: Callable[[*Args], T], *args: *Args, has_network: bool = False
) -> T:
    """Return what `work` returns, after at most so many seconds of a core's time. A cancellation ends its process.

    `subject` names the file in messages. Work must bear to be done twice: a process that dies may have been the wrong
    one to die, so the work gets another, unless it may have used up its time. It returns what `isolation.answers` can
    send. Only work on files of our own may have the network.

    Errors: those of Greenlight that `work` raises, WorkError for its others, BoundsExceeded, Transient if no process
    can be started.
    """
    too_slow = f"{subject} cannot be decoded within {seconds:g} s; send a smaller file"
    # The wait for a free process is not counted as time of the work.
    async with anyio.to_process.current_default_process_limiter():
        for is_last in (False, True):
            started = anyio.current_time()
            try:
                with anyio.fail_after(seconds * _SHARE):
                    return cast(T, await run_isolated(subject, seconds, work, args, has_network))
            except TimeoutError:
                raise BoundsExceeded(too_slow) from None
            except NotStarted as error:
                raise Transient("no process could be started") from error
            except ProcessDied:
                if anyio.current_time() - started >= seconds / (os.cpu_count() or 1):
                    raise BoundsExceeded(too_slow) from None
                if is_last:
                    why = f"its decoder crashes, or needs more than {MEMORY_GB} GB of memory"
                    raise BoundsExceeded(f"{subject} cannot be decoded: {why}; send another file") from None
    raise AssertionError("unreachable")
