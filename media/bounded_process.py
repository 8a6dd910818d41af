"""Run work on files of unknown origin in a process of its own, within bounds of time and memory."""

import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar, TypeVarTuple

import anyio
import anyio.to_process

from domain.errors import InputRejected, Transient

MEMORY_GB: Final = 2
"""For the work itself, in units of 2**30 bytes. Measured: 64 megapixels need 1.3 at most (WebP with alpha), a
frame of 8K 1.3 (AV1), preparing a clip of 8K 0.8. Decoders ask for what headers claim, which may be any amount.
"""

_SHARE: Final = 10
"""A busy machine may give the work a tenth of a core. What takes longer is waiting for something, and is ended too."""

_STATM: Final = Path("/proc/self/statm")
_DATA_PAGES: Final = 5

T = TypeVar("T")
Args = TypeVarTuple("Args")


class BoundsExceeded(InputRejected):
    """The work was ended, or its process died. The file may be lawful, but it cannot be used here."""


async def run_bounded(subject: str, seconds: float, work: Callable[[*Args], T], *args: *Args) -> T:
    """Return what `work` returns, after at most so many seconds of a core's time. A cancellation ends its process.

    `subject` names the file in messages. Work must bear to be done twice: a process that dies may have been the wrong
    one to die, so the work gets another, unless it may have used up its time.

    Errors: what `work` raises, BoundsExceeded, Transient if no process can be started.
    """
    too_slow = f"{subject} cannot be decoded within {seconds:g} s; send a smaller file"
    # The wait for a free process is not counted as time of the work.
    async with anyio.to_process.current_default_process_limiter():
        for is_last in (False, True):
            started = anyio.current_time()
            try:
                with anyio.fail_after(seconds * _SHARE):
                    return await anyio.to_process.run_sync(
                        _limited, subject, seconds, work, *args, cancellable=True, limiter=anyio.CapacityLimiter(1)
                    )
            except TimeoutError:
                raise BoundsExceeded(too_slow) from None
            except anyio.BrokenWorkerProcess as error:
                if error.args:
                    raise Transient("no process could be started") from error
                if anyio.current_time() - started >= seconds / (os.cpu_count() or 1):
                    raise BoundsExceeded(too_slow) from None
                if is_last:
                    why = f"its decoder crashes, or needs more than {MEMORY_GB} GB of memory"
                    raise BoundsExceeded(f"{subject} cannot be decoded: {why}; send another file") from None
    raise AssertionError("unreachable")


def _limited(subject: str, seconds: float, work: Callable[[*Args], T], *args: *Args) -> T:
    """Do the work with bounded memory. The process serves other work afterwards, with bounds of its own.

    SIGPROF ends the process when all its threads together have computed for so many seconds.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if _STATM.exists():
        used = int(_STATM.read_text().split()[_DATA_PAGES]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (used + MEMORY_GB * 1024**3, hard))
    try:
        return work(*args)
    except MemoryError:
        raise BoundsExceeded(
            f"{subject} cannot be decoded within {MEMORY_GB} GB of memory; send a smaller file"
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
