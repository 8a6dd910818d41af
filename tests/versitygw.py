"""A real S3 server, versitygw: built once for this user by Go, started by whoever needs it."""

import asyncio
import fcntl
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from pydantic import SecretStr

from runtime.embedded.ports import LOOPBACK, free_port
from storage.bucket import Bucket

VERSION = "v1.8.0"
ACCESS_KEY, SECRET_KEY = "test", "testsecret"
UP_WITHIN = 30.0

BUILD_SECONDS = 1800
"""How long a test may take that has it built: two minutes of one core when nothing is cached, and other tests run."""


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
        port = free_port()
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
            await process.wait()


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


def built() -> Path:
    """The server's program. Processes that start together build it once."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "greenlight"
    program = cache / f"versitygw-{VERSION}"
    cache.mkdir(parents=True, exist_ok=True)
    with _locked(cache / "versitygw.lock"):
        if not program.exists():
            _build(program)
    return program


def _build(program: Path) -> None:
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if go is None:
        raise RuntimeError("The tests of S3 build versitygw and need Go 1.25 or later on PATH: https://go.dev/dl")
    with TemporaryDirectory(dir=program.parent) as made:
        subprocess.run(
            ["nice", go, "install", f"github.com/versity/versitygw/cmd/versitygw@{VERSION}"],
            env={**os.environ, "GOBIN": made, "CGO_ENABLED": "0"},
            check=True,
        )
        Path(made, "versitygw").replace(program)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    built()
