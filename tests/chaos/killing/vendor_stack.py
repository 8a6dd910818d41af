"""A stack whose workers are killed while they use the vendors' own adapters."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from runtime.container import Adapters, adapters
from tests.chaos.killing.client_scripts import Client
from tests.chaos.killing.killed_worker import AT_ONCE
from tests.chaos.killing.killing_vendor import KillingVendor
from tests.chaos.killing.kills import FOLDER, Killer, kill_setup
from tests.chaos.killing.processes import WORKER_AT_VENDORS, running_stack
from tests.chaos.killing.worker_kills import OF_NO_JOB
from tests.simulators.film import MediaVendor, serving


@dataclass(frozen=True)
class VendorStack:
    """`client` has no kills yet: each job's client is made of it."""

    client: Client
    adapters: Adapters
    killer: Killer


@asynccontextmanager
async def vendor_stack(
    vendor_clip: Callable[[int], Path],
    vendors: Sequence[MediaVendor],
    worker: tuple[str, ...] = WORKER_AT_VENDORS,
    scenes: int = 1,
    **settings: str,
) -> AsyncIterator[VendorStack]:
    """Run a stack that makes films of so many scenes at these vendors. `settings` are more of its variables."""
    known = {"VIDEO_PROVIDER": "replicate", AT_ONCE: "4", **settings}
    known |= {"SCENES_PER_VIDEO_MIN": str(scenes), "SCENES_PER_VIDEO_MAX": str(scenes)}
    with kill_setup(*OF_NO_JOB) as (home, marks, killer), pytest.MonkeyPatch.context() as environment:
        async with AsyncExitStack() as opened:
            for vendor in vendors:
                known |= (await opened.enter_async_context(serving(vendor))).environment()
            for name, value in (known | {FOLDER: str(marks)}).items():
                environment.setenv(name, value)
            stack = await opened.enter_async_context(running_stack(home, worker))
            made = await opened.enter_async_context(adapters(stack.settings))
            url = stack.plan.addresses.api_url
            http = await opened.enter_async_context(httpx.AsyncClient(base_url=url, timeout=20))
            unused = KillingVendor(vendor_clip, killer)
            yield VendorStack(Client(http, made.jobs, unused, "", "client", ()), made, killer)
