"""Who is killed, and at which moment of a job. The job itself says so, in its metadata."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from domain.base import Frozen
from runtime.devstack.home import Home
from tests.harness.homes import new_home

FOLDER = "DEATHS"
"""The variable that names the directory in which each death leaves a mark."""

METADATA = "deaths"
HEADER = "Deaths"
"""Where a job, and where a request says how it is to be disturbed."""

Victim = Literal["worker", "api", "temporal", "postgres"]


class Death(Frozen):
    """`victim` is killed when work first comes to `point`."""

    name: str
    victim: Victim
    point: str


Deaths = tuple[Death, ...]
DEATHS: TypeAdapter[Deaths] = TypeAdapter(Deaths)


class Reaper:
    """Kills as `kill -9` does, each death once, whichever process comes to it first."""

    def __init__(self, home: Home, folder: Path) -> None:
        self._home = home
        self._folder = folder

    async def strike(self, deaths: Deaths, point: str, asking: int | None = None) -> bool:
        """Whether somebody was killed. `asking` is who works at that point: the worker or API that may have to die."""
        due = [death for death in deaths if death.point == point and self._is_first(death)]
        for death in due:
            with suppress(ProcessLookupError):  # killed by another job's death, this very moment
                os.kill(await self._pid(death.victim, asking), signal.SIGKILL)
        return bool(due)

    def waits(self, deaths: Deaths, point: str) -> bool:
        """Whether one of them will strike there."""
        return any(death.point == point and not self.has_struck(death) for death in deaths)

    def has_struck(self, death: Death) -> bool:
        return (self._folder / death.name).exists()

    async def until_struck(self, death: Death) -> None:
        while not self.has_struck(death):
            await asyncio.sleep(0.05)

    def spare(self, death: Death) -> None:
        """Nobody dies it."""
        self._is_first(death)

    def _is_first(self, death: Death) -> bool:
        try:
            (self._folder / death.name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    async def _pid(self, victim: Victim, asking: int | None) -> int:
        """Another death may have struck a server just now: it is killed again when it is back."""
        if victim in ("worker", "api"):
            return asking or os.getpid()
        while (pid := self._home.pid(victim)) is None:
            await asyncio.sleep(0.01)
        return pid


def reaper_at(home: Path) -> Reaper:
    """The reaper of a process of the stack."""
    return Reaper(Home(home), Path(os.environ[FOLDER]))


@contextmanager
def reaping(*spared: Death) -> Iterator[tuple[Path, Path, Reaper]]:
    """A new stack's home, the folder of its deaths' marks, and who kills there; nobody dies the `spared` deaths."""
    with new_home() as folder:
        home, marks = folder / "home", folder / "deaths"
        marks.mkdir()
        reaper = Reaper(Home(home), marks)
        for death in spared:
            reaper.spare(death)
        yield home, marks, reaper
