"""Start and stop a devstack for the demo, and compare its settings with the present ones."""

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
from cli.render.output import write
from runtime.devstack.home import Stack
from runtime.settings import Settings

_OWNER, _DEMO = "GREENLIGHT_OWNER", "demo"
"""The variable that marks a stack which a demo has started, and which the next one may restart."""

_SET_BY_DEMO = ("GREENLIGHT_HOME", "ASSET_ALLOWED_NETWORKS")
"""A demo passes them on made absolute, or wider, than the user has set them."""


def start_stack(context: CliContext, screen: Console) -> CliContext:
    """Start a stack that may fetch assets from this machine, and return the context with it. Raises Failure."""
    write(screen, "Starting Temporal, Postgres, the worker and the API …")
    networks = [*map(str, context.settings.asset_allowed_networks), NETWORK]
    _run_devstack("up", "--detach", **{_OWNER: _DEMO, "ASSET_ALLOWED_NETWORKS": ",".join(networks)})
    started = find_context(None)
    if started.stack is None:
        raise Failure(f"The stack ended as soon as it was ready: its logs are in {started.home.logs}.")
    return started


def stop_stack(screen: Console) -> None:
    write(screen, "Stopping the stack …")
    _run_devstack("down")


def is_of_a_demo(stack: Stack) -> bool:
    return _environment(stack).get(_OWNER) == _DEMO


def changed_variables(stack: Stack, variables: Mapping[str, str]) -> list[str]:
    """Return the names of our variables that have another value than when the stack was started."""
    running = _environment(stack)
    if not running:
        return []
    return sorted(name for name, value in variables.items() if _is_ours(name) and running.get(name) != value)


def _is_ours(name: str) -> bool:
    """Return whether the variable is a setting, or a vendor's address, which the vendor's adapter reads itself."""
    if name in _SET_BY_DEMO:
        return False
    return name.lower() in Settings.model_fields or name == "GOOGLE_API_KEY" or name.endswith("_BASE_URL")


def _environment(stack: Stack) -> dict[str, str]:
    """Return the stack's variables: the worker's, which include `.env`, overridden by the supervisor's own."""
    variables: dict[str, str] = {}
    for pid in (stack.pids.get("worker", stack.supervisor), stack.supervisor):
        with suppress(psutil.Error):
            variables |= psutil.Process(pid).environ()
    return variables


def _run_devstack(*arguments: str, **environment: str) -> None:
    """Run it in a session of its own: Ctrl-C at the demo must not leave a stack half stopped. Raises Failure."""
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
