"""The processes of a stack. Each is started again whenever it ends, so a test may kill them at any time."""

import asyncio
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from runtime.devstack.ports import free_ports
from runtime.devstack.service import Service, StartFailed
from runtime.devstack.stack import StackPlan, plan_stack
from runtime.settings.settings import Settings

WORKER = (
    *(sys.executable, "-m", "tests.chaos.killing.killed_worker"),
    *(f"video:{name}=tests.chaos.killing.worker_kills:KillingVideo" for name in ("animatic", "test")),
)
WORKER_AT_VENDORS = (
    *(sys.executable, "-m", "tests.chaos.killing.killed_worker"),
    "video:animatic=providers.animatic.models:AnimaticVideo",
    "video:replicate=tests.chaos.killing.killed_video_models:KilledReplicate",
    "video:runway=tests.chaos.killing.killed_video_models:KilledRunway",
    "image:animatic=providers.animatic.models:AnimaticImage",
    "image:replicate=tests.chaos.killing.killed_image_models:KilledImageModel",
)
DRAWING_WORKER = (
    *WORKER_AT_VENDORS[:-1],
    "image:replicate=tests.chaos.killing.killed_image_models:KilledReplicateImage",
    "image:openai=tests.chaos.killing.killed_image_models:KilledOpenAIImage",
)
SPEAKING_WORKER = (
    *WORKER,
    "voice:local=providers.local_voice.model:LocalVoice",
    "voice:elevenlabs=tests.chaos.killing.killed_voices:KilledElevenLabs",
)
API = (
    *(sys.executable, "-m", "tests.chaos.killing.killed_api", "--factory", "tests.chaos.killing.killed_api:create_app"),
    *("--no-access-log", "--log-level", "warning"),
)


_START_WITHIN = 60.0


class KeptService:
    """One service that a thread keeps running."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._stopping: signal.Signals | None = None
        self._thread = threading.Thread(target=self._keep, name=service.name, daemon=True)

    async def start(self) -> None:
        """Start the service and wait until it answers. Raises StartFailed."""
        self._thread.start()
        deadline = time.monotonic() + _START_WITHIN
        while not await self.service.is_ready():
            if time.monotonic() > deadline:
                raise StartFailed(self.service.log_tail())
            await asyncio.sleep(0.05)

    def stop(self, number: signal.Signals) -> None:
        self._stopping = number
        if self._thread.is_alive():
            self.service.send(number)
            self._thread.join(10)

    def _keep(self) -> None:
        while self._stopping is None:
            self.service.spawn()
            if self._stopping is not None:
                self.service.send(self._stopping)
            self.service.wait()


@dataclass(frozen=True)
class RunningStack:
    settings: Settings
    """The settings that a process of the stack has."""

    plan: StackPlan


@asynccontextmanager
async def running_stack(home: Path, worker: tuple[str, ...] = WORKER) -> AsyncIterator[RunningStack]:
    """Run Temporal, Postgres, API and workers with this process's environment."""
    api, temporal, temporal_ui = free_ports(3)
    settings = Settings(
        greenlight_home=home,
        database_url=None,
        temporal_address=None,
        api_port=api,
        temporal_port=temporal,
        temporal_ui_port=temporal_ui,
    )
    plan = plan_stack(settings, worker, API)
    kept = [KeptService(service) for service in (*plan.servers, *plan.programs)]
    try:
        for each in kept:
            await each.start()
        found = {
            "database_url": SecretStr(plan.addresses.database_url),
            "temporal_address": plan.addresses.temporal_address,
        }
        yield RunningStack(settings.model_copy(update=found), plan)
    finally:
        for each in reversed(kept):
            each.stop(signal.SIGINT if each.service.name == "postgres" else signal.SIGKILL)
