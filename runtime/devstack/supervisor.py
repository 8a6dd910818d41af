"""The supervisor starts the services of a stack, restarts those that end, and stops them all in the end."""

import asyncio
import logging
import os
import shlex
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from runtime.devstack.control import SUPERVISOR, wait_for_running_stack
from runtime.devstack.home import Stack
from runtime.devstack.leftovers import end_leftovers
from runtime.devstack.service import Service, StartFailed
from runtime.devstack.stack import API, WORKER, StackPlan, plan_stack
from runtime.settings.settings import load_settings

logger = logging.getLogger(__name__)

_FIRST_DELAY = 0.1
_LONGEST_DELAY = 5.0
_STABLE_AFTER = 10.0
"""A service that has run so long is restarted after the first delay again."""

_POLL_INTERVAL = 0.05
_START_WITHIN = 60.0
_SAME_REQUEST = 1.0
"""All in seconds. make and the terminal may both pass on one Ctrl-C: two requests within this time are one."""

_EXITS_WHILE_STARTING = 3
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(worker: str | None, api: str | None) -> None:
    """Run the stack of the settings until it is stopped. Return at once if another process runs it.

    `worker` and `api` replace the commands of those programs. Raises BadSettings or StartFailed.
    """
    commands = (tuple(shlex.split(worker)) if worker else WORKER, tuple(shlex.split(api)) if api else API)
    plan = plan_stack(load_settings(), *commands)
    with plan.home.lock() as locked:
        if locked:
            plan.home.record_pid(SUPERVISOR, os.getpid())
            try:
                asyncio.run(Supervisor(plan).run())
            finally:
                plan.home.forget_pid(SUPERVISOR)
            return
    wait_for_running_stack(plan.home)


class ServiceRunner:
    """Runs one service again whenever it ends, after a delay that doubles while it keeps ending at once."""

    def __init__(self, service: Service, on_change: Callable[[], None]) -> None:
        self.service = service
        self._on_change = on_change
        self._exits = 0
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._task = asyncio.create_task(self._run(), name=self.service.name)

    async def stop(self, force: asyncio.Event) -> None:
        """Stop the service for good. `force` cuts its timeout short."""
        self._stopping.set()
        if self._task is not None:
            await self.service.end(self._task, force)

    def check(self) -> None:
        """Raise StartFailed when the service has ended too often to be waited for."""
        if self._exits >= _EXITS_WHILE_STARTING:
            raise StartFailed(f"{self.service.name} keeps ending.\n{self.service.log_tail()}")

    async def _run(self) -> None:
        delay = _FIRST_DELAY
        while not self._stopping.is_set():
            started = time.monotonic()
            how = await self._run_once()
            if self._stopping.is_set():
                return
            self._exits += 1
            if time.monotonic() - started > _STABLE_AFTER:
                delay = _FIRST_DELAY
            logger.warning("%s %s. Starting it again in %.1f s.", self.service.name, how, delay)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)
            delay = min(delay * 2, _LONGEST_DELAY)

    async def _run_once(self) -> str:
        try:
            await asyncio.to_thread(self.service.spawn)
        except (StartFailed, OSError) as error:
            return f"could not be started: {error}"
        self._on_change()
        if self._stopping.is_set():
            self.service.send(self.service.stop_signal)
        status = await asyncio.to_thread(self.service.wait)
        return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"


class Supervisor:
    """Runs a stack until it is told to stop. Used once, by the process that has locked the home."""

    def __init__(self, plan: StackPlan) -> None:
        self._plan = plan
        self._home = plan.home
        self._runners = [ServiceRunner(service, self._record) for service in (*plan.servers, *plan.programs)]
        self._phase: Literal["starting", "ready", "stopping"] = "starting"
        self._stop = asyncio.Event()
        self._force = asyncio.Event()
        self._stop_requested_at: float | None = None

    async def run(self) -> None:
        """Run the stack until a signal, then stop it. Raises StartFailed."""
        loop = asyncio.get_running_loop()
        handled = [number for number in _STOP_SIGNALS if not _is_under_nohup(number)]
        for number in handled:
            loop.add_signal_handler(number, self.request_stop)
        try:
            await self._prepare()
            starting, stopped = asyncio.create_task(self._start()), asyncio.create_task(self._stop.wait())
            await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
            for task in (starting, stopped):
                task.cancel()
            if starting.done():
                starting.result()
            await self._stop.wait()
        finally:
            await self._stop_all()
            for number in handled:
                loop.remove_signal_handler(number)

    def request_stop(self) -> None:
        """Stop cleanly; on a second request a second later or more, stop at once."""
        now = time.monotonic()
        if self._stop_requested_at is None:
            self._stop_requested_at = now
            self._stop.set()
            logger.info("Stopping. Once more to hurry.")
        elif now - self._stop_requested_at > _SAME_REQUEST:
            self._force.set()

    async def _prepare(self) -> None:
        if ended := await asyncio.to_thread(end_leftovers, self._home):
            logger.warning("Ended what a killed supervisor had left: %s.", ", ".join(ended))
        self._record()
        if faults := self._plan.port_faults():
            raise StartFailed("\n".join(faults))

    async def _start(self) -> None:
        started = time.monotonic()
        for runner in self._runners:
            runner.begin()
        await self._wait_until_ready(deadline=started + _START_WITHIN)
        self._phase = "ready"
        self._record()
        addresses = self._plan.addresses
        logger.info("Greenlight is ready after %.1f s: %s/docs", time.monotonic() - started, addresses.api_url)
        if addresses.temporal_ui_url:
            logger.info("Temporal's page: %s", addresses.temporal_ui_url)
        logger.info("Logs: %s", self._home.logs)

    async def _wait_until_ready(self, deadline: float) -> None:
        waiting = [runner.service for runner in self._runners]
        while waiting := [service for service in waiting if not await service.is_ready()]:
            for runner in self._runners:
                runner.check()
            if time.monotonic() > deadline:
                raise StartFailed(f"{waiting[0].name} is not ready in time.\n{waiting[0].log_tail()}")
            await asyncio.sleep(_POLL_INTERVAL)

    async def _stop_all(self) -> None:
        self._phase = "stopping"
        self._record()
        for runner in reversed(self._runners):
            await runner.stop(self._force)
        await asyncio.to_thread(end_leftovers, self._home)
        logger.info("Stopped.")

    def _record(self) -> None:
        services = (runner.service for runner in self._runners)
        stack = Stack(
            **self._plan.addresses.model_dump(),
            phase=self._phase,
            supervisor=os.getpid(),
            pids={service.name: service.pid for service in services if service.pid is not None},
        )
        self._home.record_stack(stack)


def _is_under_nohup(number: signal.Signals) -> bool:
    return number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN
