"""The port to object storage."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from domain.base import Frozen


class Blob(Frozen):
    """An object in storage."""

    key: str
    size: int
    content_type: str
    etag: str


class ListedObject(Frozen):
    """An object in a listing, and how long ago it was put, by the storage's own clock."""

    key: str
    age: timedelta


class Storage(ABC):
    """Objects by key. Putting a key again replaces the object, whole or not at all."""

    @abstractmethod
    async def put(self, key: str, path: Path, content_type: str) -> Blob:
        """Stream a file into storage. Memory does not grow with the file."""

    @abstractmethod
    async def head(self, key: str) -> Blob | None:
        """Return what is stored under the key, without its bytes."""

    @abstractmethod
    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` to before `end`, in slices. Errors: NotFound, before the first slice."""

    @abstractmethod
    async def fetch(self, key: str, into: Path) -> None:
        """Stream an object into a file. Errors: NotFound."""

    @abstractmethod
    async def delete(self, key: str) -> None:
        """Delete the object, if there is one."""

    @abstractmethod
    def list_objects(self, after: str, until: str | None = None) -> AsyncIterator[ListedObject]:
        """List our objects with keys behind `after`, up to and with `until`, in the order of their keys."""
