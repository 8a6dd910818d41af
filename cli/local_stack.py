"""Start and stop a devstack for the demo, and compare its settings with the present ones."""

from collections.abc import Mapping
from contextlib import suppress

import psutil
from rich.console import Console

from cli.context import CliContext, find_context
from cli.errors import Failure
from cli.render.output import write
from runtime.devstack.control import start_detached, stop
from runtime.devstack.home import Home, Stack
from runtime.devstack.service import StartFailed
from runtime.settings import variable_names

_OWNER, _DEMO = "GREENLIGHT_OWNER", "demo"
"""The variable that marks a stack which a demo has started, and which the next one may restart."""


def start_stack(context: CliContext, screen: Console) -> CliContext:
    """Start a stack, and return the context with it. Raises Failure."""
    write(screen, "Starting Temporal, Postgres, the worker and the API …")
    try:
        start_detached(context.home, environment={_OWNER: _DEMO})
    except StartFailed as error:
        raise Failure(str(error)) from None
    started = find_context(None)
    if started.stack is None:
        raise Failure(f"The stack ended as soon as it was ready: its logs are in {started.home.logs}.")
    return started


def stop_stack(home: Home, screen: Console) -> None:
    write(screen, "Stopping the stack …")
    stop(home)


def is_of_a_demo(stack: Stack) -> bool:
    return _environment(stack).get(_OWNER) == _DEMO


def changed_variables(stack: Stack, variables: Mapping[str, str]) -> list[str]:
    """Return the names of settings, and of keys and addresses of vendors, that differ from those of the stack."""
    running = _environment(stack)
    if not running:
        return []
    ours = variable_names() - {"GREENLIGHT_HOME"}  # a stack has it made absolute
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
