"""Start a stack in another process, and stop one. Light to import, unlike the stack itself."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

import psutil

from runtime.devstack.home import Home, Stack
from runtime.devstack.leftovers import end_leftovers
from runtime.devstack.service import PROJECT, StartFailed

SUPERVISOR = "supervisor"
_MODULE = "runtime.devstack"

logger = logging.getLogger(__name__)

_START_WITHIN = 90.0
_STOP_WITHIN = 60.0
_BETWEEN_LOOKS = 0.05
"""All in seconds."""


def up_behind(home: Home, arguments: Sequence[str] = ()) -> Stack:
    """A stack runs in this home, in a session of its own, and is ready. Raises StartFailed.

    `arguments` go to `python -m runtime.devstack up`.
    """
    if home.is_held():
        stack = until_ready(home)
        say_it_runs(home, stack)
        return stack
    home.create()
    log = home.log(SUPERVISOR)
    with log.open("ab") as output:
        begins = output.tell()
        supervisor = subprocess.Popen(
            (sys.executable, "-m", _MODULE, "up", *arguments),
            cwd=PROJECT,
            env={**os.environ, "GREENLIGHT_HOME": str(home.path)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        return until_ready(home, supervisor)
    except StartFailed as error:
        with log.open("rb") as said:
            said.seek(begins)
            raise StartFailed(said.read().decode(errors="replace").strip() or str(error)) from None


def down(home: Home) -> None:
    """Nothing of this home's stack runs any more."""
    if not home.path.exists():
        logger.info("Nothing runs in %s.", home.path)
        return
    with home.held() as ours:
        if ours:
            left = end_leftovers(home)
            home.forget_pid(SUPERVISOR)
            logger.info("Ended %s." if left else "Nothing runs in %s.", ", ".join(left) or home.path)
            return
    _stop_supervisor(home)
    logger.info("Stopped the stack in %s.", home.path)


def until_ready(home: Home, supervisor: subprocess.Popen[bytes] | None = None) -> Stack:
    """The stack in this home, once it is ready. Raises StartFailed when it, or the `supervisor` we started, ends."""
    deadline = time.monotonic() + _START_WITHIN
    while time.monotonic() < deadline:
        stack = home.stack()
        if stack and stack.phase == "ready" and (supervisor is None or supervisor.pid == stack.supervisor):
            return stack
        lives = home.is_held() if supervisor is None else supervisor.poll() is None
        if not lives:
            raise StartFailed(f"The stack in {home.path} stopped before it was ready.")
        time.sleep(_BETWEEN_LOOKS)
    raise StartFailed(f"The stack in {home.path} is not ready after {_START_WITHIN:.0f} s.")


def say_it_runs(home: Home, stack: Stack) -> None:
    """Tell the user that there is nothing to start."""
    logger.info("Greenlight already runs in %s: %s/docs", home.path, stack.api_url)


def _stop_supervisor(home: Home) -> None:
    """Ask the supervisor to stop its stack, and do it ourselves when it does not in time."""
    if supervisor := _supervisor(home):
        with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            supervisor.terminate()
            supervisor.wait(_STOP_WITHIN)
        with suppress(psutil.NoSuchProcess):
            supervisor.kill()
    with home.held():
        end_leftovers(home)
        home.forget_pid(SUPERVISOR)


def _supervisor(home: Home) -> psutil.Process | None:
    """The process that owns the home. One that has only just taken it is given the time to say so."""
    while home.is_held():
        pid = home.pid(SUPERVISOR)
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if pid is not None and _MODULE in psutil.Process(pid).cmdline():
                return psutil.Process(pid)
        time.sleep(_BETWEEN_LOOKS)
    return None
