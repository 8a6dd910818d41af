"""A stack on this machine, started and stopped for a person."""

import os
import subprocess
import sys

from rich.console import Console

from cli.failure import Failure
from cli.loopback import NETWORK
from cli.place import PROJECT, Place, find_place
from cli.terminal import say


def start_stack(place: Place, screen: Console) -> Place:
    """The place with its own stack running, ready, and allowed to fetch assets from this machine. Raises Failure."""
    say(screen, "Starting Temporal, Postgres, the worker and the API …")
    networks = [*map(str, place.settings.asset_allowed_networks), NETWORK]
    _embedded("up", "--detach", ASSET_ALLOWED_NETWORKS=",".join(networks))
    started = find_place(None)
    if started.stack is None:
        raise Failure(f"The stack ended as soon as it was ready: its logs are in {started.home.logs}.")
    return started


def stop_stack(screen: Console) -> None:
    """Nothing of the stack runs any more."""
    say(screen, "Stopping the stack …")
    _embedded("down")


def _embedded(*arguments: str, **environment: str) -> None:
    """A session of its own: a Ctrl-C meant for us must not leave a stack half stopped."""
    ended = subprocess.run(
        (sys.executable, "-m", "runtime.embedded", *arguments),
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
