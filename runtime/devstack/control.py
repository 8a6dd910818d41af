"""Start a stack in another process, and stop one. Quick to import, unlike the services themselves."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType

import psutil

from runtime.devstack.home import Home, Stack
from runtime.devstack.leftovers import end_leftovers
from runtime.devstack.service import PROJECT, StartFailed

SUPERVISOR = "supervisor"
_MODULE = "runtime.devstack"
_MODULES = {_MODULE, "runtime.embedded"}
"""Modules of running supervisors: one that an earlier version started has the other name."""

logger = logging.getLogger(__name__)

_START_WITHIN = 90.0
_STOP_WITHIN = 60.0
_POLL_INTERVAL = 0.05
"""All in seconds."""


def start_detached(
    home: Home, arguments: Sequence[str] = (), environment: Mapping[str, str] = MappingProxyType({})
) -> Stack:
    """Start a stack in this home, in a session of its own, and wait until it is ready. Raises StartFailed.

    `arguments` are those of `python -m runtime.devstack up`; `environment` is added to this process's own. A stack that
    runs already is returned.
    """
    if home.is_locked():
        return wait_for_running_stack(home)
    home.create()
    log = home.log(SUPERVISOR)
    with log.open("ab") as output:
        offset = output.tell()
        supervisor = subprocess.Popen(
            (sys.executable, "-m", _MODULE, "up", *arguments),
            cwd=PROJECT,
            env={**os.environ, **environment, "GREENLIGHT_HOME": str(home.path)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        return _wait_until_ready(home, supervisor)
    except StartFailed as error:
        with log.open("rb") as output:
            output.seek(offset)
            raise StartFailed(output.read().decode(errors="replace").strip() or str(error)) from None


def stop(home: Home) -> None:
    """Stop the stack of this home, and end what a killed one has left."""
    if not home.path.exists():
        logger.info("Nothing runs in %s.", home.path)
        return
    with home.lock() as locked:
        if locked:
            ended = end_leftovers(home)
            home.forget_pid(SUPERVISOR)
            logger.info("Ended %s." if ended else "Nothing runs in %s.", ", ".join(ended) or home.path)
            return
    if supervisor := _find_supervisor(home):
        with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            supervisor.terminate()
            supervisor.wait(_STOP_WITHIN)
        with suppress(psutil.NoSuchProcess):
            supervisor.kill()
    with home.lock():
        end_leftovers(home)
        home.forget_pid(SUPERVISOR)
    logger.info("Stopped the stack in %s.", home.path)


def wait_for_running_stack(home: Home) -> Stack:
    """Wait until the stack that another process runs here is ready, and log where it is. Raises StartFailed."""
    stack = _wait_until_ready(home)
    logger.info("Greenlight already runs in %s: %s/docs", home.path, stack.api_url)
    return stack


def _wait_until_ready(home: Home, supervisor: subprocess.Popen[bytes] | None = None) -> Stack:
    """Wait for the stack of `supervisor`, or of whichever process has locked the home. Raises StartFailed."""
    deadline = time.monotonic() + _START_WITHIN
    while time.monotonic() < deadline:
        stack = home.stack()
        if stack and stack.phase == "ready" and (supervisor is None or supervisor.pid == stack.supervisor):
            return stack
        runs = home.is_locked() if supervisor is None else supervisor.poll() is None
        if not runs:
            raise StartFailed(f"The stack in {home.path} stopped before it was ready.")
        time.sleep(_POLL_INTERVAL)
    raise StartFailed(f"The stack in {home.path} is not ready after {_START_WITHIN:.0f} s.")


def _find_supervisor(home: Home) -> psutil.Process | None:
    """Return the process that has locked the home. One that has only just done so has not recorded its id yet."""
    while home.is_locked():
        pid = home.pid(SUPERVISOR)
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if pid is not None and _MODULES.intersection(psutil.Process(pid).cmdline()):
                return psutil.Process(pid)
        time.sleep(_POLL_INTERVAL)
    return None
