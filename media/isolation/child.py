"""What runs in an isolated process: one piece of work after the other, each within its limits."""

import errno
import os
import pickle
import resource
import signal
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from domain.errors import InputRejected
from media.isolation.answers import error_as_json, result_as_json
from media.isolation.confinement import confine, die_with

MEMORY_GB: Final = 2
"""For the work itself, in units of 2**30 bytes. Measured: 64 megapixels need 1.3 at most (WebP with alpha), a
frame of 8K 1.3 (AV1), preparing a clip of 8K 0.8. Decoders ask for what headers claim, which may be any amount.
"""

OUTPUT_GB: Final = 4
"""Of a file that the work writes. An hour of a film has 2."""

_STATM: Final = Path("/proc/self/statm")
_DATA_PAGES: Final = 5


class BoundsExceeded(InputRejected):
    """The work was ended, or its process died. The file may be lawful, but it cannot be used here."""


def serve(parent: int, has_network: bool) -> None:
    """Answer requests on standard input, pickled by the parent, on standard output, until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the parent that ends the work
    die_with(parent)
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What libraries print would be taken for answers, or be a line of the worker's log.
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_GB * 1024**3, OUTPUT_GB * 1024**3))
    _answer(answers, result_as_json("network" if has_network else confine()))
    while len(header := requests.read(8)) == 8:
        (length,) = struct.unpack(">Q", header)
        _answer(answers, _done(requests.read(length)))


def _answer(answers: BinaryIO, answer: bytes) -> None:
    answers.write(struct.pack(">Q", len(answer)) + answer)
    answers.flush()


def _done(request: bytes) -> bytes:
    try:
        subject, seconds, work, args = pickle.loads(request)
        return result_as_json(_limited(subject, seconds, work, args))
    except BaseException as error:
        return error_as_json(error)


def _limited(subject: str, seconds: float, work: Callable[..., object], args: tuple[object, ...]) -> object:
    """Do the work with bounded memory and output.

    SIGPROF ends the process when all its threads together have computed for so many seconds.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
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
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        raise BoundsExceeded(f"{subject} becomes a file of more than {OUTPUT_GB} GB; send a smaller file") from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
