"""A stack on this machine, started and stopped for a person."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

import psutil
from rich.console import Console

from cli.api.file_server import NETWORK
from cli.context import PROJECT, CliContext, find_context
from cli.errors import Failure
from cli.render.output import say
from runtime.devstack.home import Stack
from runtime.settings import Settings

_OWNER, _DEMO = "GREENLIGHT_OWNER", "demo"
"""Marks a stack that nobody but a demo has asked for."""

_SET_BY_US = ("GREENLIGHT_HOME", "ASSET_ALLOWED_NETWORKS")
"""A stack gets them from whoever starts it, made absolute or wider than they were told."""


def start_stack(place: CliContext, screen: Console) -> CliContext:
    """The place with its own stack running, ready, and allowed to fetch assets from this machine. Raises Failure."""
    say(screen, "Starting Temporal, Postgres, the worker and the API …")
    networks = [*map(str, place.settings.asset_allowed_networks), NETWORK]
    _embedded("up", "--detach", **{_OWNER: _DEMO, "ASSET_ALLOWED_NETWORKS": ",".join(networks)})
    started = find_context(None)
    if started.stack is None:
        raise Failure(f"The stack ended as soon as it was ready: its logs are in {started.home.logs}.")
    return started


def stop_stack(screen: Console) -> None:
    """Nothing of the stack runs any more."""
    say(screen, "Stopping the stack …")
    _embedded("down")


def is_of_a_demo(stack: Stack) -> bool:
    """Whether it was started by a demo, so that the next one may start it anew."""
    return _environment(stack).get(_OWNER) == _DEMO


def set_otherwise(stack: Stack, told: Mapping[str, str]) -> list[str]:
    """Which of our variables are `told` here and were not told so when the stack was started."""
    running = _environment(stack)
    if not running:
        return []
    return sorted(name for name, value in told.items() if _is_ours(name) and running.get(name) != value)


def _is_ours(name: str) -> bool:
    """A setting, or the address of a vendor, which the vendor's adapter reads for itself."""
    if name in _SET_BY_US:
        return False
    return name.lower() in Settings.model_fields or name == "GOOGLE_API_KEY" or name.endswith("_BASE_URL")


def _environment(stack: Stack) -> dict[str, str]:
    """What the stack was told: its worker also has what `.env` said, its supervisor what was not yet worked out."""
    told: dict[str, str] = {}
    for pid in (stack.pids.get("worker", stack.supervisor), stack.supervisor):
        with suppress(psutil.Error):
            told |= psutil.Process(pid).environ()
    return told


def _embedded(*arguments: str, **environment: str) -> None:
    """A session of its own: a Ctrl-C meant for us must not leave a stack half stopped."""
    ended = subprocess.run(
        (sys.executable, "-m", "runtime.devstack", *arguments),
        cwd=PROJECT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise Failure(ended.stdout.strip() or f"`{' '.join(arguments)}` ended with status {ended.returncode}.")
