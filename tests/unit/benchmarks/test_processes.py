"""CPU time by service: what children of the worker use is media, also when they have ended."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from benchmarks.harness.processes import Cpu, cpu_of, megabytes_of

BURN = "import time\nwhile time.process_time() < 0.5: pass\n"
STAY = "import sys\nprint('done', flush=True)\nsys.stdin.read()\n"
PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, '-c', {child!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
{then}
print('ready', flush=True)
sys.stdin.read()
child.communicate()
"""
ENDED, DONE = "child.wait()", "child.stdout.readline()"

Start = Callable[[str, str], int]


@pytest.fixture
def start() -> Iterator[Start]:
    """Run a process with a child of this code until the child has ENDED or is DONE. Returns its id."""
    running = []

    def run(child: str, then: str) -> int:
        code = PARENT.format(child=child, then=then)
        process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        return process.pid

    yield run
    for process in running:
        process.communicate()


def test_an_ended_child_of_the_worker_is_media(start: Start) -> None:
    used = cpu_of({"worker": start(BURN, ENDED)})
    assert used.media >= 0.4
    assert used.worker < 0.4
    assert used.engine == used.worker


def test_a_living_child_of_postgres_is_postgres(start: Start) -> None:
    used = cpu_of({"postgres": start(BURN + STAY, DONE)})
    assert used.postgres >= 0.4
    assert used.media == 0


def test_memory_is_that_of_all_processes_of_a_service(start: Start) -> None:
    kept = "kept = b'x' * 50_000_000\n"
    alone, with_child = start(STAY, DONE), start(kept + STAY, DONE)
    assert megabytes_of({"api": with_child})["api"] > megabytes_of({"api": alone})["api"] + 40


def test_a_service_that_has_ended_uses_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert cpu_of({"worker": process.pid}) == Cpu()


def test_a_time_between_two_looks_is_counted_by_service() -> None:
    assert (Cpu(worker=3, media=8) - Cpu(worker=1, media=2)) / 2 == Cpu(worker=1, media=3)
