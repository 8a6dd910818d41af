"""The port to downloads by URL."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class Download(Protocol):
    """Fetches files by URL, only from addresses that are allowed."""

    async def fetch(
        self, url: str, into: Path, headers: Mapping[str, str] = ..., trusted_url: str | None = None
    ) -> object:
        """Stream the URL into a file. `headers` are sent to its own host only.

        The addresses of `trusted_url`, which the operator has set, are allowed. Errors: InputRejected, Transient.
        """
