"""Which process is killed at which moment of a job. Each job lists its kills in its metadata."""

import asyncio
import os
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter

from domain.base import Frozen
from runtime.devstack.home import Home
from tests.harness.servers.homes import new_home

FOLDER = "KILLS"
"""The variable that names the directory in which each kill that was done leaves a file."""

METADATA = "kills"
HEADER = "Kills"
"""The key of a job's metadata and the header of a request that list kills."""

Result = TypeVar("Result")

Victim = Literal["worker", "api", "temporal", "postgres"]


class Kill(Frozen):
    """Kill `victim` when work first reaches `point`."""

    name: str
    victim: Victim
    point: str


Kills = tuple[Kill, ...]
KILLS: TypeAdapter[Kills] = TypeAdapter(Kills)


class Killer:
    """Does each kill once, with `kill -9`, whichever process reaches its point first."""

    def __init__(self, home: Home, folder: Path) -> None:
        self._home = home
        self._folder = folder

    async def kill_at(self, kills: Kills, point: str, asking: int | None = None) -> bool:
        """Do the kills of this point; whether there were any. `asking` is the worker or API process at the point."""
        due = [kill for kill in kills if kill.point == point and self._is_first(kill)]
        for kill in due:
            with suppress(ProcessLookupError):  # another kill ended it just now
                os.kill(await self._pid(kill.victim, asking), signal.SIGKILL)
        return bool(due)

    def waits(self, kills: Kills, point: str) -> bool:
        """Whether one of them is still to be done at this point."""
        return any(kill.point == point and not self.was_done(kill) for kill in kills)

    def was_done(self, kill: Kill) -> bool:
        return (self._folder / kill.name).exists()

    async def until_done(self, kill: Kill) -> None:
        while not self.was_done(kill):
            await asyncio.sleep(0.05)

    async def strikes(self, kill: Kill, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Return the work as a task, once this kill was done.

        For a kill at a moment that comes only once: until then, no other kill may end the worker.
        """
        task = asyncio.create_task(work)
        await self.until_done(kill)
        return task

    def mark_done(self, kill: Kill) -> None:
        """Count this kill as done, so that it is never done."""
        self._is_first(kill)

    def _is_first(self, kill: Kill) -> bool:
        try:
            (self._folder / kill.name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    async def _pid(self, victim: Victim, asking: int | None) -> int:
        """The victim's process id. A server that another kill has just ended is killed when it runs again."""
        if victim in ("worker", "api"):
            return asking or os.getpid()
        while (pid := self._home.pid(victim)) is None:
            await asyncio.sleep(0.01)
        return pid


def killer_of_stack(home: Path) -> Killer:
    """The killer for a process of the stack, which finds the folder in its environment."""
    return Killer(Home(home), Path(os.environ[FOLDER]))


@contextmanager
def kill_setup(*spared: Kill) -> Iterator[tuple[Path, Path, Killer]]:
    """A home for a new stack, the folder of kills that were done, and the killer. The `spared` kills are never done."""
    with new_home() as folder:
        home, marks = folder / "home", folder / "kills"
        marks.mkdir()
        killer = Killer(Home(home), marks)
        for kill in spared:
            killer.mark_done(kill)
        yield home, marks, killer
