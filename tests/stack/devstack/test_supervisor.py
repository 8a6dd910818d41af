"""The supervisor restarts processes that end, and leaves none behind."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest

from runtime.devstack.home import Home, Stack
from runtime.devstack.ports import free_ports
from runtime.devstack.service import StartFailed
from runtime.devstack.stack import StackPlan, plan_stack
from runtime.devstack.supervisor import Supervisor
from runtime.settings.settings import Settings

SLEEPS = (sys.executable, "-c", "import time; time.sleep(1000)")
WILL_NOT_STOP = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(1000)",
)
API = (sys.executable, "-m", "tests.stack.devstack.stand_in_api")


def plan(
    home: Path, worker: tuple[str, ...] = SLEEPS, api: tuple[str, ...] = API, api_port: int | None = None
) -> StackPlan:
    """A stack of two stand-ins, with nothing embedded."""
    settings = Settings(
        greenlight_home=home,
        api_port=api_port or free_ports(1)[0],
        database_url="postgresql://elsewhere/ads",
        temporal_address="elsewhere:7233",
    )
    return plan_stack(settings, worker=worker, api=api)


async def until(condition: Callable[[], object], within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.005)


def stack_of(home: Path) -> Stack | None:
    """Return what the stack has written about itself. `Home.stack` would miss it: nothing has locked the home."""
    with suppress(FileNotFoundError):
        return Stack.model_validate_json((home / "run" / "stack.json").read_text())
    return None


def is_ready(home: Path) -> bool:
    stack = stack_of(home)
    return stack is not None and stack.phase == "ready"


@asynccontextmanager
async def running(stack: StackPlan) -> AsyncIterator[tuple[Supervisor, Awaitable[None]]]:
    stack.home.create()
    supervisor = Supervisor(stack)
    run = asyncio.create_task(supervisor.run())
    try:
        await until(lambda: run.done() or is_ready(stack.home.path))
        yield supervisor, run
    finally:
        supervisor.request_stop()
        await run


def process(home: Path, name: str) -> psutil.Process:
    pid = Home(home).pid(name)
    assert pid is not None
    return psutil.Process(pid)


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def test_a_killed_process_is_restarted_at_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with running(plan(tmp_path)):
        first = process(tmp_path, "worker")
        first.kill()
        await until(lambda: (stack := stack_of(tmp_path)) and stack.pids["worker"] != first.pid)

        assert process(tmp_path, "worker").is_running()
    assert "worker was ended by SIGKILL. Starting it again in 0.1 s." in caplog.messages


async def test_a_clean_stop_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    starts_another = "import subprocess as s; s.Popen(['sleep', '1000'], start_new_session=True).wait()"
    async with running(plan(tmp_path, worker=(sys.executable, "-c", starts_another))):
        worker, api = process(tmp_path, "worker"), process(tmp_path, "api")
        await until(worker.children)
        pids = [worker.pid, api.pid, *(child.pid for child in worker.children())]

    assert [pid for pid in pids if lives(pid)] == []
    assert [path.name for path in (tmp_path / "run").iterdir()] == []


async def test_a_second_stop_request_kills_a_process_that_does_not_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.devstack.supervisor._SAME_REQUEST", 0.0)
    async with running(plan(tmp_path, worker=WILL_NOT_STOP)) as (supervisor, run):
        await until(lambda: "deaf" in (tmp_path / "logs" / "worker.log").read_text())
        supervisor.request_stop()
        await until(lambda: Home(tmp_path).pid("api") is None)
        asked_again_at = time.monotonic()
        supervisor.request_stop()
        await run

    assert time.monotonic() - asked_again_at < 5


async def test_one_ctrl_c_that_arrives_twice_is_one_stop_request(tmp_path: Path) -> None:
    async with running(plan(tmp_path)) as (_, run):
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        await run


async def test_a_process_that_keeps_ending_while_starting_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    unlucky = (sys.executable, "-c", "raise SystemExit('no luck today')")
    stack = plan(tmp_path, worker=unlucky, api=SLEEPS)
    stack.home.create()

    with pytest.raises(StartFailed, match=r"worker keeps ending.*\n.*worker.log:\n  no luck today"):
        await Supervisor(stack).run()


async def test_processes_of_a_killed_supervisor_are_ended_before_a_new_start(tmp_path: Path) -> None:
    stack = plan(tmp_path)
    left = stack.programs[0]
    left.spawn()
    orphan = left.pid
    assert orphan is not None

    async with running(plan(tmp_path)):
        assert not lives(orphan)
        assert process(tmp_path, "worker").pid != orphan
    left.wait()


async def test_a_recorded_pid_that_belongs_to_another_process_is_left_alone(tmp_path: Path) -> None:
    stack = plan(tmp_path)
    stack.home.create()
    stranger = await asyncio.create_subprocess_exec("sleep", "1000")
    try:
        stack.home.record_pid("worker", stranger.pid)
        async with running(stack):
            assert lives(stranger.pid)
        assert lives(stranger.pid)
    finally:
        stranger.kill()
        await stranger.wait()


async def test_a_port_in_use_is_reported_with_its_variable(tmp_path: Path) -> None:
    listener = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        stack = plan(tmp_path, api_port=port)
        stack.home.create()

        with pytest.raises(StartFailed, match=f"^Port {port} on 127.0.0.1 is in use: set API_PORT to another.$"):
            await Supervisor(stack).run()


def test_a_foreign_address_and_a_repeated_port_are_faults(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    settings = Settings(
        greenlight_home=tmp_path,
        api_host="192.0.2.1",
        api_keys="key",
        temporal_port=port,
        temporal_ui_port=port,
        database_url="postgresql://elsewhere/ads",
    )

    faults = plan_stack(settings).port_faults()

    assert faults == [
        "Nothing can listen on 192.0.2.1, port 8000 (Cannot assign requested address): set API_PORT to another.",
        f"TEMPORAL_PORT and TEMPORAL_UI_PORT are both {port}: change one.",
    ]


async def test_programs_get_the_addresses_of_the_servers(tmp_path: Path) -> None:
    tells = (
        sys.executable,
        "-c",
        "import os, time; print(*(os.environ[name] for name in "
        "('DATABASE_URL', 'TEMPORAL_ADDRESS', 'GREENLIGHT_HOME')), flush=True); time.sleep(1000)",
    )
    async with running(plan(tmp_path, worker=tells)):
        log = tmp_path / "logs" / "worker.log"
        await until(log.read_text)

    assert log.read_text().split() == ["postgresql://elsewhere/ads", "elsewhere:7233", str(tmp_path)]


async def test_a_process_that_keeps_ending_is_restarted_after_growing_delays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    flag = tmp_path / "now"
    waits_then_ends = f"""
import pathlib, time
while not pathlib.Path({str(flag)!r}).exists(): time.sleep(0.01)
raise SystemExit(3)
"""
    async with running(plan(tmp_path, worker=(sys.executable, "-c", waits_then_ends))):
        flag.touch()
        await until(lambda: sum("worker ended" in message for message in caplog.messages) >= 3)

    delays = [record.args[-1] for record in caplog.records if isinstance(record.args, tuple) and len(record.args) == 3]
    assert delays[:3] == [0.1, 0.2, 0.4]
