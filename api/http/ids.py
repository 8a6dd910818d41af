"""Ids: made in order of time, and read from paths."""

import re
from uuid import UUID

from uuid6 import uuid7

from domain.errors import NotFound

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def new_id() -> UUID:
    """A version 7 UUID: later ones sort after earlier ones."""
    return UUID(bytes=uuid7().bytes)


def as_uuid(text: str) -> UUID | None:
    """The id that was written out in full; None for anything else."""
    return UUID(text) if _UUID.fullmatch(text) else None


def found(text: str, what: str) -> UUID:
    """The id in a path. What cannot be an id names nothing: NotFound."""
    known = as_uuid(text)
    if known is None:
        raise NotFound(f"no {what} {text[:80]}")
    return known
