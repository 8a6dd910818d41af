"""What decodes files of strangers reaches no network, no other program and no other process, within its bounds.

As the kernel of this machine allows it: the tests of seccomp and Landlock are skipped where it has none.
"""

import logging
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.errors import InputRejected, TakeLost
from media.bounded_process import BoundsExceeded, run_bounded
from media.isolation import processes
from media.isolation.answers import WorkError, error_as_json, from_json, result_as_json
from media.isolation.child import OUTPUT_GB
from tests.harness.time_limits import run
from tests.unit.media.decoding.hostile_work import (
    SECONDS,
    compute_in_threads,
    connect,
    environment,
    execute,
    fail,
    fork,
    grow,
    io_uring,
    kill_the_parent,
    look_up,
    lose,
    open_a_socket,
    pair,
    print_much,
    read_the_environment_of_the_parent,
    run_a_program,
    write_into_the_parent,
)

PROJECT = Path(__file__).parents[4]


def means() -> str:
    """How this machine confines a process."""
    program = "from media.isolation.confinement import confine; print(confine())"
    return run([sys.executable, "-c", program], cwd=PROJECT, check=True).stdout.strip()


MEANS = means()
with_seccomp = pytest.mark.skipif("seccomp" not in MEANS, reason=MEANS)
with_landlock = pytest.mark.skipif("landlock" not in MEANS, reason=MEANS)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


async def test_work_reaches_nobody_who_listens(listener: socket.socket) -> None:
    with pytest.raises(WorkError):
        await run_bounded("a.png", SECONDS, connect, listener.getsockname()[1])
    with pytest.raises(BlockingIOError):
        listener.accept()


@with_seccomp
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, 16, 17, 40])
@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW])
async def test_work_cannot_open_a_socket(family: int, kind: int) -> None:
    with pytest.raises(WorkError, match=r"PermissionError: \[Errno 1\]"):
        await run_bounded("a.png", SECONDS, open_a_socket, family, kind)


@with_seccomp
@pytest.mark.parametrize("work", [pair, io_uring, execute, run_a_program, fork, kill_the_parent])
async def test_work_cannot_get_around_that(work: Callable[[], None]) -> None:
    with pytest.raises(WorkError, match=r"PermissionError: \[Errno 1\]"):
        await run_bounded("a.png", SECONDS, work)


@with_seccomp
async def test_work_cannot_look_a_name_up() -> None:
    with pytest.raises(WorkError, match="gaierror"):
        await run_bounded("a.png", SECONDS, look_up)


@with_landlock
@pytest.mark.parametrize("work", [write_into_the_parent, read_the_environment_of_the_parent])
async def test_work_cannot_look_into_its_parent(work: Callable[[], None]) -> None:
    with pytest.raises(WorkError, match="PermissionError"):
        await run_bounded("a.png", SECONDS, work)


async def test_work_is_not_told_what_the_worker_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPLICATE_API_TOKEN", "s3cret")
    assert "REPLICATE_API_TOKEN" not in await run_bounded("a.png", SECONDS, environment)


async def test_work_may_use_threads() -> None:
    assert await run_bounded("a.png", SECONDS, compute_in_threads) == 8


async def test_what_a_library_prints_is_no_answer() -> None:
    assert await run_bounded("a.png", SECONDS, print_much) == 200_000


async def test_a_file_that_grows_without_end_is_refused_and_the_process_is_good_for_more_work(tmp_path: Path) -> None:
    with pytest.raises(BoundsExceeded, match=rf"a\.png becomes a file of more than {OUTPUT_GB} GB"):
        await run_bounded("a.png", SECONDS, grow, tmp_path / "out")

    assert await run_bounded("b.png", SECONDS, len, "tea") == 3


async def test_work_for_which_the_network_is_asked_has_it(listener: socket.socket) -> None:
    await run_bounded("film.mp4", SECONDS, connect, listener.getsockname()[1], has_network=True)
    listener.accept()[0].close()


async def test_work_without_network_never_gets_a_process_that_has_it(listener: socket.socket) -> None:
    await run_bounded("film.mp4", SECONDS, connect, listener.getsockname()[1], has_network=True)
    listener.accept()[0].close()
    with pytest.raises(WorkError):
        await run_bounded("a.png", SECONDS, connect, listener.getsockname()[1])


async def test_errors_of_greenlight_arrive_as_they_are_and_others_by_their_name() -> None:
    with pytest.raises(TakeLost, match="it is gone"):
        await run_bounded("a.png", SECONDS, lose)
    with pytest.raises(WorkError, match="KeyError: 'tea'"):
        await run_bounded("a.png", SECONDS, fail)


def test_work_ends_with_the_process_that_asked_for_it(tmp_path: Path) -> None:
    program = (
        "import sys, anyio; from functools import partial; from pathlib import Path\n"
        "from media.bounded_process import run_bounded; from tests.unit.media.decoding.hostile_work import stand\n"
        "anyio.run(run_bounded, 'a.png', 60.0, stand, Path(sys.argv[1]))"
    )
    note = tmp_path / "pid"
    with subprocess.Popen([sys.executable, "-c", program, str(note)], cwd=PROJECT) as parent:
        while parent.poll() is None and (not note.exists() or not note.read_text()):
            time.sleep(0.02)
        parent.kill()
    child = Path("/proc") / note.read_text()
    deadline = time.monotonic() + SECONDS / 2
    while child.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not child.exists()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"tea",
        b"[1]",
        b'{"result": {"system": "rm"}}',
        b'{"result": {"model": "Popen", "module": "subprocess", "fields": {}}}',
        b'{"result": {"dataclass": "Popen", "module": "subprocess", "fields": {"args": "true"}}}',
        b'{"result": {"dataclass": "MediaKind", "module": "domain.ports.editor", "fields": {}}}',
        b'{"error": "SystemExit", "module": "builtins", "message": "1"}',
        b'{"error": "Path", "module": "media.editor", "message": "/"}',
    ],
)
def test_an_answer_that_names_anything_else_is_none(answer: bytes) -> None:
    with pytest.raises(ValueError, match=r"no answer|no class|no dataclass|Expecting|value"):
        from_json(answer)


@pytest.mark.parametrize(
    "result", [None, True, 3, 0.5, "Tee ☕", (), ("a", (1,)), ["a"], Path("/tmp/a"), (None, Path("b"))]
)
def test_a_result_arrives_as_it_was(result: object) -> None:
    assert from_json(result_as_json(result)) == result


def test_an_error_arrives_with_its_class() -> None:
    with pytest.raises(InputRejected, match="no picture"):
        from_json(error_as_json(InputRejected("no picture")))


async def test_where_the_kernel_refuses_everything_the_log_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refused = 'import media.isolation.child as child; child.confine = lambda: "open: Operation not permitted"; serve('
    monkeypatch.setattr(processes, "PROGRAM", processes.PROGRAM.replace("serve(", refused))
    monkeypatch.setattr(processes, "_idle", {True: deque(), False: deque()})
    monkeypatch.setattr(processes, "_reported", set())
    with caplog.at_level(logging.INFO, processes.__name__):
        for _ in range(2):
            assert await run_bounded("a.png", SECONDS, len, "tea") == 3
            await processes._idle[False].pop().end()
    (said,) = (record.message for record in caplog.records if record.name == processes.__name__)
    assert "could reach the network (open: Operation not permitted)" in said


def test_where_there_is_no_seccomp_namespaces_take_the_network() -> None:
    program = (
        "import socket, media.isolation.confinement as confinement\n"
        "def refuse(): raise OSError(38, 'Function not implemented')\n"
        "confinement.filter_system_calls = refuse\n"
        "how = confinement.confine()\n"
        "try: socket.create_connection(('127.0.0.1', 9), timeout=5)\n"
        "except OSError as error: print(how, '|', error.errno)"
    )
    ended = run([sys.executable, "-c", program], cwd=PROJECT, check=True)
    assert ended.stdout.strip() in ("namespaces | 101", "open: Function not implemented | 111")
