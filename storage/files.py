"""Files that are complete or absent."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, Literal
from uuid import uuid4

import anyio
from anyio import AsyncFile


@asynccontextmanager
async def whole_file(into: Path) -> AsyncIterator[AsyncFile[bytes]]:
    """Open a temporary file to write. It is renamed to `into` when the block succeeds, and removed when it fails."""
    part = into.with_name(f".{uuid4().hex}.part")
    try:
        with opened(part, "wb") as file:
            yield anyio.wrap_file(file)
        os.replace(part, into)
    finally:
        part.unlink(missing_ok=True)


def opened(path: Path, mode: Literal["rb", "wb"]) -> BinaryIO:
    """Open the file without a thread: one whose activity is cancelled meanwhile would leave it open."""
    return path.open(mode)
