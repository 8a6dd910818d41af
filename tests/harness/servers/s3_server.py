"""A real S3 server, versitygw."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from pydantic import SecretStr

from runtime.devstack.ports import LOOPBACK, free_ports
from storage.bucket import Bucket
from tests.harness.servers.s3_server_build import built
from tests.harness.time_limits import output_of

ACCESS_KEY, SECRET_KEY = "test", "testsecret"
UP_WITHIN = 30.0
_STOPS_WITHIN = 10.0


@dataclass(frozen=True)
class S3Server:
    """It keeps objects as files: `folder/bucket/key`."""

    url: str
    folder: Path

    def bucket(self, name: str) -> Bucket:
        return Bucket(
            name=name,
            endpoint_url=self.url,
            access_key_id=SecretStr(ACCESS_KEY),
            secret_access_key=SecretStr(SECRET_KEY),
        )


@asynccontextmanager
async def s3_server() -> AsyncIterator[S3Server]:
    """A server without buckets, until the block ends."""
    program = await asyncio.to_thread(built)
    with TemporaryDirectory(prefix="greenlight-s3-") as home:
        folder, sidecar = Path(home, "objects"), Path(home, "metadata")
        folder.mkdir()
        sidecar.mkdir()
        port = free_ports(1)[0]
        where = ("--port", f"{LOOPBACK}:{port}", "--health", "/health", "--quiet")
        process = await asyncio.create_subprocess_exec(
            program,
            *where,
            *("posix", "--sidecar", str(sidecar), str(folder)),
            env={"ROOT_ACCESS_KEY": ACCESS_KEY, "ROOT_SECRET_KEY": SECRET_KEY},
        )
        server = S3Server(f"http://{LOOPBACK}:{port}", folder)
        try:
            await _answers(server, process)
            yield server
        finally:
            if process.returncode is None:
                process.terminate()
            with suppress(TimeoutError):
                await output_of(process, _STOPS_WITHIN)


async def _answers(server: S3Server, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(UP_WITHIN), httpx.AsyncClient() as http:
        while process.returncode is None:
            try:
                (await http.get(f"{server.url}/health")).raise_for_status()
            except httpx.TransportError:
                await asyncio.sleep(0.02)
            else:
                return
    raise RuntimeError(f"versitygw ended at once, with {process.returncode}")
