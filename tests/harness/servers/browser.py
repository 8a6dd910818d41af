"""The browser of the studio's tests, started so that it leaves the machine to the servers that the tests wait for."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Playwright

from tests.harness.servers.chromium import chromium

_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)

_WITH_USUAL_PRIORITY: Final = Path(__file__).with_name("chromium_with_usual_priority.sh")


async def launch(playwright: Playwright) -> Browser:
    """Start a Chromium without windows, installed if there is none. Errors: RuntimeError, which says what to do."""
    program = await asyncio.to_thread(chromium)
    may_take_priority = os.getuid() == 0 and shutil.which("setpriv") is not None
    return await playwright.chromium.launch(
        executable_path=_WITH_USUAL_PRIORITY if may_take_priority else program,
        args=_FLAGS,
        env={**os.environ, "CHROMIUM_PROGRAM": str(program)},
    )
