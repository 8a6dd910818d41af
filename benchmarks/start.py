"""How long programs take to be ready: imports, `make up` and `make demo` with everything installed."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from statistics import median

from benchmarks import at_most, note, show
from benchmarks.harness.stack import UNSET, bench_home
from runtime.devstack.control import start_detached, stop
from runtime.devstack.home import Home
from runtime.devstack.ports import free_port_variables
from runtime.devstack.service import PROJECT

_IMPORT = "import time; began = time.monotonic(); import {}; print(time.monotonic() - began, time.process_time())"


async def measure(times: int) -> None:
    """Import each `times` times, each in a new process; start a stack twice; run the demo once."""
    for module, name in (("api.app", "the API"), ("worker", "the worker")):
        found = [_import(module) for _ in range(times + 1)][1:]
        seconds, cpu = (median(each) for each in zip(*found, strict=True))
        show(f"import of {name}", seconds, f"s ({cpu:.2f} CPU s with the interpreter)", at_most(1))
    with bench_home() as path:
        environment = {
            **dict.fromkeys((*UNSET, "VIDEO_PROVIDER"), ""),
            **free_port_variables(),
            "GREENLIGHT_HOME": str(path),
        }
        await asyncio.to_thread(_show_up, Home(path), environment)
        await asyncio.to_thread(_show_demo, environment)


def _import(module: str) -> tuple[float, float]:
    done = subprocess.run((sys.executable, "-c", _IMPORT.format(module)), cwd=PROJECT, capture_output=True, check=True)
    seconds, cpu = map(float, done.stdout.split())
    return seconds, cpu


def _show_up(home: Home, environment: Mapping[str, str]) -> None:
    for what, goal in (("in a new home, with its databases", None), ("again, in the same home", at_most(3))):
        began = time.monotonic()
        start_detached(home, environment=environment)
        show(f"`make up` → ready, {what}", time.monotonic() - began, "s", goal)
        stop(home)


def _show_demo(environment: Mapping[str, str]) -> None:
    note("cold, with the installation of packages, is measured by hand")
    began = time.monotonic()
    command = (sys.executable, "-m", "cli", "demo")
    variables = {**os.environ, **environment}
    subprocess.run(command, cwd=PROJECT, env=variables, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    show("`make demo`, installed: → film", time.monotonic() - began, "s", at_most(45))
