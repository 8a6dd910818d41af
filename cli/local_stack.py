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
from runtime.settings import variable_names

_OWNER, _DEMO = "GREENLIGHT_OWNER", "demo"
"""The variable that marks a stack which a demo has started, and which the next one may restart."""

_SET_BY_DEMO = {"GREENLIGHT_HOME", "ASSET_ALLOWED_NETWORKS"}
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
    """Return the names of settings, and of keys and addresses of vendors, that differ from those of the stack."""
    running = _environment(stack)
    if not running:
        return []
    ours = variable_names() - _SET_BY_DEMO
    return sorted(
        name
        for name, value in variables.items()
        if (name in ours or name.endswith("_BASE_URL")) and running.get(name) != value
    )


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
