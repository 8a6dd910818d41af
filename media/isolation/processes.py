"""Start isolated processes, keep those that are idle, and end those whose work is given up."""

import atexit
import json
import logging
import os
import pickle
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import anyio
import anyio.lowlevel
import anyio.to_thread

from domain.errors import GreenlightError
from media.isolation.answers import WorkError, from_json
from media.isolation.confinement import OPEN

_log = logging.getLogger(__name__)

PROGRAM: Final = (
    "import sys, json; given = json.loads(sys.argv[1]); sys.path[:] = given[0]; "
    "from media.isolation.child import serve; serve(given[1], given[2])"
)
_IDLE_SECONDS: Final = 300.0
_START_SECONDS: Final = 20.0
_LONGEST_ANSWER: Final = 1024**2
_PIECE: Final = 256 * 1024
_ENVIRONMENT: Final = frozenset(
    {"HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "MALLOC_ARENA_MAX", "OMP_NUM_THREADS"}
    | {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONHOME", "PYTHONPYCACHEPREFIX", "TMPDIR", "TZ"}
    | {"SSL_CERT_DIR", "SSL_CERT_FILE", "VIRTUAL_ENV"}
)
"""What such a process is told. Keys of vendors, passwords and addresses of ours are not among it."""


_ONE_CORE: Final = {"OPENBLAS_NUM_THREADS": "1"}
"""The time of its work is that of one core, which numpy's threads would only spend waiting for each other."""


class ProcessDied(Exception):
    """The process ended before it had answered."""


class NotStarted(Exception):
    """No process could be started."""


class _Process:
    """A process, which does one piece of work at a time."""

    def __init__(self, has_network: bool) -> None:
        given = json.dumps([sys.path, os.getpid(), has_network])
        environment = {name: value for name, value in os.environ.items() if name in _ENVIRONMENT} | _ONE_CORE
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, given], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        assert self._process.stdin
        assert self._process.stdout
        self._requests, self._answers = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._requests, False)
        os.set_blocking(self._answers, False)
        self.idle_since = 0.0
        self.is_spoilt = False

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    async def ask(self, request: bytes) -> bytes:
        """Send the request and return the answer. Errors: ProcessDied."""
        await self._send(struct.pack(">Q", len(request)) + request)
        return await self.answer()

    async def answer(self) -> bytes:
        (length,) = struct.unpack(">Q", await self._receive(8))
        if length > _LONGEST_ANSWER:
            raise ProcessDied("its answer is too long")
        return await self._receive(length)

    async def _send(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._requests, rest) :]
            except BlockingIOError:
                await anyio.wait_writable(self._requests)
            except BrokenPipeError:
                raise ProcessDied("it has ended") from None

    async def _receive(self, length: int) -> bytes:
        received = bytearray()
        while len(received) < length:
            try:
                piece = os.read(self._answers, min(length - len(received), _PIECE))
            except BlockingIOError:
                await anyio.wait_readable(self._answers)
                continue
            if not piece:
                raise ProcessDied("it has ended")
            received += piece
        return bytes(received)

    async def end(self) -> None:
        """Kill it, and wait until it is gone."""
        with anyio.CancelScope(shield=True):
            self._process.kill()
            await anyio.to_thread.run_sync(self._process.wait)
            self.close()

    def end_now(self) -> None:
        self._process.kill()
        self._process.wait()
        self.close()

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


_idle: dict[bool, deque[_Process]] = {True: deque(), False: deque()}
"""By whether they have the network. The one that was used last is the last."""


@atexit.register
def _end_idle() -> None:
    for process in (*_idle[True], *_idle[False]):
        process.end_now()


async def run_isolated(
    subject: str, seconds: float, work: Callable[..., object], args: tuple[object, ...], has_network: bool
) -> object:
    """Have a process do the work. A cancellation ends the process.

    Errors: what the work raises, ProcessDied, NotStarted.
    """
    await anyio.lowlevel.checkpoint_if_cancelled()
    request = pickle.dumps((subject, seconds, work, args))
    process = await _process(has_network)
    try:
        return from_json(await process.ask(request))
    except (GreenlightError, WorkError):
        raise
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        process.is_spoilt = True
        raise ProcessDied("its answer makes no sense") from error
    except BaseException:
        process.is_spoilt = True
        raise
    finally:
        if process.is_spoilt:
            await process.end()
        else:
            process.idle_since = time.monotonic()
            _idle[has_network].append(process)


async def _process(has_network: bool) -> _Process:
    """Return an idle process, or a new one. Those that were idle for long are ended."""
    idle = _idle[has_network]
    while idle:
        process = idle.pop()
        if process.has_ended:
            process.close()
            continue
        while idle and time.monotonic() - idle[0].idle_since > _IDLE_SECONDS:
            await idle.popleft().end()
        return process
    return await _started(has_network)


async def _started(has_network: bool) -> _Process:
    try:
        process = _Process(has_network)
    except OSError as error:
        raise NotStarted(str(error)) from error
    try:
        with anyio.fail_after(_START_SECONDS):
            _report(str(from_json(await process.answer())))
    except (TimeoutError, ProcessDied) as error:
        await process.end()
        raise NotStarted(str(error)) from error
    except BaseException:
        await process.end()
        raise
    return process


_reported: set[str] = set()


def _report(confinement: str) -> None:
    """Log once by what means files are decoded apart from the network, and warn where there are none."""
    if confinement in _reported or confinement == "network":
        return
    _reported.add(confinement)
    if confinement.startswith(OPEN):
        _log.warning(
            "Files of clients are decoded in processes that could reach the network (%s). "
            "Time, memory and output are limited; see docs/operating.md.",
            confinement,
        )
    else:
        _log.info("Files of clients are decoded in processes without network, by %s.", confinement)
