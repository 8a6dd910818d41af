"""The ports to object storage, and to downloads by URL."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from domain.base import Frozen

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Blob(Frozen):
    """An object in storage. Its etag is the SHA-256 of its content in hex, unless others have put it there."""

    key: str
    size: int
    content_type: str
    etag: str

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of the content in hex, computed while it was stored; None for an object of others."""
        return self.etag if _SHA256.fullmatch(self.etag) else None


class ListedObject(Frozen):
    """An object in a listing, and how long ago it was put, by the storage's own clock."""

    key: str
    age: timedelta


class Storage(Protocol):
    """Objects by key. Putting a key again replaces the object, whole or not at all."""

    async def put(self, key: str, path: Path, content_type: str) -> Blob:
        """Stream a file into storage. Memory does not grow with the file."""

    async def head(self, key: str) -> Blob | None:
        """Return what is stored under the key, without its bytes."""

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` to before `end`, in slices. Errors: NotFound, before the first slice."""

    async def fetch(self, key: str, into: Path) -> None:
        """Stream an object into a file. Errors: NotFound."""

    async def delete(self, key: str) -> None:
        """Delete the object, if there is one."""

    def list_objects(self, after: str, until: str | None = None) -> AsyncIterator[ListedObject]:
        """List our objects with keys behind `after`, up to and with `until`, in the order of their keys."""


class Download(Protocol):
    """Fetches files by URL, only from addresses that are allowed."""

    async def fetch(
        self, url: str, into: Path, headers: Mapping[str, str] = ..., trusted_url: str | None = None
    ) -> object:
        """Stream the URL into a file. `headers` are sent to its own host only.

        The addresses of `trusted_url`, which the operator has set, are allowed. Errors: InputRejected, Transient.
        """
