"""The project's stack as a separate process, with a home and ports of its own."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

STACK_MODULE = "runtime.devstack"
"""The module that `make up` runs."""

PROJECT = Path(__file__).resolve().parents[3]
API_KEY = "recorder"
AUTHORISATION = {"Authorization": f"Bearer {API_KEY}"}

_START_SECONDS = 120.0
_STOP_SECONDS = 60.0

_UNSET = (
    "TEMPORAL_ADDRESS",
    "TEMPORAL_UI_URL",
    "DATABASE_URL",
    "PRICE_TABLE",
    "S3_BUCKET_NAME",
    "AI_API_KEY",
    "AI_MODEL",
    "RENDER_SLOTS",
)
_FIXED = {
    "API_HOST": "127.0.0.1",
    "API_KEYS": API_KEY,
    "AI_PROVIDER": "template",
    "VOICE_PROVIDER": "none",
    "SCENES_PER_VIDEO_MIN": "2",
    "SCENES_PER_VIDEO_MAX": "2",
    "BLOB_STORAGE_TYPE": "postgres",
    "ASSET_DELIVERY": "proxy",
    "ASSET_ALLOWED_NETWORKS": "127.0.0.0/8",
    "CREDIT_PRICES": "generate_image=2",
    "RETENTION_DAYS": "30",
    "REGENERATE_RATE": "20/minute",
    "REGENERATE_WAIT_SECONDS": "50",
    "LOG_LEVEL": "info",
}


@dataclass(frozen=True)
class RunningStack:
    home: Path
    url: str

    @contextmanager
    def frozen_worker(self) -> Iterator[None]:
        """Stop the worker's process for the block, so that nothing happens to a job by itself."""
        worker = int((self.home / "run" / "worker.pid").read_text())
        os.kill(worker, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(worker, signal.SIGCONT)


@asynccontextmanager
async def running_stack(
    home: Path, variables: Mapping[str, str], checkout: Path = PROJECT
) -> AsyncIterator[RunningStack]:
    """Run the stack of a checkout in `home` until the block ends. Raises RuntimeError if it does not start."""
    api, temporal, temporal_ui = _free_ports(3)
    ports = {"API_PORT": str(api), "TEMPORAL_PORT": str(temporal), "TEMPORAL_UI_PORT": str(temporal_ui)}
    environment = {name: value for name, value in os.environ.items() if name not in _UNSET}
    environment |= {**_FIXED, **ports, **variables, "GREENLIGHT_HOME": str(home)}
    home.mkdir(parents=True, exist_ok=True)
    log = home / "supervisor.log"
    process = _started(checkout, environment, log)
    try:
        await _until_ready(process, f"http://127.0.0.1:{api}", log)
        yield RunningStack(home, f"http://127.0.0.1:{api}")
    finally:
        await asyncio.to_thread(_stop, process, checkout, environment)


def _started(checkout: Path, environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            (sys.executable, "-m", STACK_MODULE, "up"),
            cwd=checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _stop(process: subprocess.Popen[bytes], checkout: Path, environment: Mapping[str, str]) -> None:
    """Ask the supervisor to stop; if it does not in time, kill it and end what it left."""
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        down = (sys.executable, "-m", STACK_MODULE, "down")
        subprocess.run(down, cwd=checkout, env=environment, check=False, timeout=_STOP_SECONDS)


async def _until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    async with asyncio.timeout(_START_SECONDS), httpx.AsyncClient() as http:
        while True:
            if process.poll() is not None:
                raise RuntimeError(f"the stack did not start:\n{log.read_text(errors='replace')}")
            try:
                if (await http.get(f"{url}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports
