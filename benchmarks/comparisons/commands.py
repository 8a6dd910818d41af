"""How a comparison's process is told what to do: lines of JSON on its input, a line on its output when that is done."""

import asyncio
import json
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


class Jobs(ABC):
    """Jobs on an engine."""

    @abstractmethod
    async def create(self, count: int) -> None:
        """Start so many jobs, and wait until all have a plan."""

    @abstractmethod
    async def approve(self) -> None:
        """Approve the created jobs, and wait until all are complete."""


async def obey(jobs: Jobs) -> None:
    """Do what comes on the input until its end."""
    _say("ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        command = json.loads(line)
        if "create" in command:
            await jobs.create(command["create"])
        else:
            await jobs.approve()
        _say("done")


class Commands(Jobs):
    """Jobs in another process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    async def create(self, count: int) -> None:
        await self._ask({"create": count})

    async def approve(self) -> None:
        await self._ask({"approve": True})

    async def _ask(self, command: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        await self.answered()

    async def answered(self) -> None:
        assert self._process.stdout is not None
        if not await self._process.stdout.readline():
            raise RuntimeError("the comparison's process has ended")


@asynccontextmanager
async def running(module: str, *arguments: str) -> AsyncIterator[Commands]:
    """Run the module of a comparison in another process until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        commands = Commands(process)
        await commands.answered()
        yield commands
    finally:
        process.kill()
        await process.wait()


def _say(what: str) -> None:
    sys.stdout.write(what + "\n")
    sys.stdout.flush()
