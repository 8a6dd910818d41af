"""Keeps the processes of a stack running until it is told to stop."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Coroutine
from typing import Literal

from runtime.devstack.home import Stack
from runtime.devstack.leftovers import end_leftovers
from runtime.devstack.service import Service, StartFailed
from runtime.devstack.stack import StackPlan

logger = logging.getLogger(__name__)

_FIRST_DELAY = 0.1
_LONGEST_DELAY = 5.0
_SETTLED_AFTER = 10.0
"""Seconds a process has run after which its earlier deaths are forgotten."""

_DEATHS_WHILE_STARTING = 3
_BETWEEN_QUESTIONS = 0.05
_START_WITHIN = 60.0

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_SAME_REQUEST = 1.0
"""Seconds. make and the terminal may both pass on one Ctrl-C."""


class Keeper:
    """Runs one service again whenever it ends, after a delay that doubles while it keeps ending at once."""

    def __init__(self, service: Service, on_change: Callable[[], None]) -> None:
        self.service = service
        self._on_change = on_change
        self.deaths = 0
        self._delay = _FIRST_DELAY
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._task = asyncio.create_task(self._keep(), name=self.service.name)

    async def stop(self, hurry: asyncio.Event) -> None:
        """The service has ended and stays so: asked, then urged when its patience or ours is over, then killed."""
        self._stopping.set()
        if self._task is None:
            return
        await self.service.end(self._task, hurry)

    def check(self) -> None:
        """Raises StartFailed when the service has ended too often to be worth waiting for."""
        if self.deaths >= _DEATHS_WHILE_STARTING:
            raise StartFailed(f"{self.service.name} keeps ending.\n{self.service.last_words()}")

    async def _keep(self) -> None:
        while not self._stopping.is_set():
            started = time.monotonic()
            how = await self._run_once()
            if self._stopping.is_set():
                return
            self.deaths += 1
            if time.monotonic() - started > _SETTLED_AFTER:
                self._delay = _FIRST_DELAY
            logger.warning("%s %s. Starting it again in %.1f s.", self.service.name, how, self._delay)
            await self._pause()

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

    async def _pause(self) -> None:
        delay, self._delay = self._delay, min(self._delay * 2, _LONGEST_DELAY)
        try:
            await asyncio.wait_for(self._stopping.wait(), delay)
        except TimeoutError:
            return


class Supervisor:
    """Brings a stack up, keeps it up, and takes it down. Used once."""

    def __init__(self, plan: StackPlan) -> None:
        self._plan = plan
        self._home = plan.home
        self._keepers = [Keeper(service, self._record) for service in (*plan.servers, *plan.programs)]
        self._phase: Literal["starting", "ready", "stopping"] = "starting"
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()
        self._asked_at: float | None = None

    async def run(self) -> None:
        """The stack has run until a signal asked for its end, and has ended. Raises StartFailed.

        The caller holds the home.
        """
        loop = asyncio.get_running_loop()
        heard = [number for number in _STOP_SIGNALS if not _is_under_nohup(number)]
        for number in heard:
            loop.add_signal_handler(number, self.ask_to_stop)
        try:
            await self._clear_the_ground()
            await self._unless_stopped(self._bring_up())
            await self._stop.wait()
        finally:
            await self._take_down()
            for number in heard:
                loop.remove_signal_handler(number)

    def ask_to_stop(self) -> None:
        """Stop cleanly; asked again a second later or more, stop at once."""
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
            self._stop.set()
            logger.info("Stopping. Once more to hurry.")
        elif now - self._asked_at > _SAME_REQUEST:
            self._hurry.set()

    async def _clear_the_ground(self) -> None:
        if left := await asyncio.to_thread(end_leftovers, self._home):
            logger.warning("Ended what a killed supervisor had left: %s.", ", ".join(left))
        self._record()
        if faults := self._plan.port_faults():
            raise StartFailed("\n".join(faults))

    async def _unless_stopped(self, work: Coroutine[None, None, None]) -> None:
        working, stopped = asyncio.create_task(work), asyncio.create_task(self._stop.wait())
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        for task in (working, stopped):
            task.cancel()
        if working.done():
            working.result()

    async def _bring_up(self) -> None:
        started = time.monotonic()
        await self._all_answer(deadline=started + _START_WITHIN)
        self._phase = "ready"
        self._record()
        logger.info("Greenlight is ready after %.1f s: %s/docs", time.monotonic() - started, self._plan.api_url)
        if self._plan.temporal_ui_url:
            logger.info("Temporal's page: %s", self._plan.temporal_ui_url)
        logger.info("Logs: %s", self._home.logs)

    async def _all_answer(self, deadline: float) -> None:
        for keeper in self._keepers:
            keeper.begin()
        silent = [keeper.service for keeper in self._keepers]
        while silent := [service for service in silent if not await service.answers()]:
            for keeper in self._keepers:
                keeper.check()
            if time.monotonic() > deadline:
                raise StartFailed(f"{silent[0].name} is not ready in time.\n{silent[0].last_words()}")
            await asyncio.sleep(_BETWEEN_QUESTIONS)

    async def _take_down(self) -> None:
        self._phase = "stopping"
        self._record()
        for keeper in reversed(self._keepers):
            await keeper.stop(self._hurry)
        await asyncio.to_thread(end_leftovers, self._home)
        logger.info("Stopped.")

    def _record(self) -> None:
        services = (keeper.service for keeper in self._keepers)
        stack = Stack(
            phase=self._phase,
            supervisor=os.getpid(),
            api_url=self._plan.api_url,
            temporal_address=self._plan.temporal_address,
            temporal_namespace=self._plan.temporal_namespace,
            temporal_ui_url=self._plan.temporal_ui_url,
            database_url=self._plan.database_url,
            pids={service.name: service.pid for service in services if service.pid is not None},
        )
        try:
            self._home.record_stack(stack)
        except OSError as error:  # a full disk is no reason to let go of the processes
            logger.warning("The state of the stack could not be written: %s", error)


def _is_under_nohup(number: signal.Signals) -> bool:
    return number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN
