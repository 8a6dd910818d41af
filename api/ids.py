"""Make ids, and read them from text."""

import re
from uuid import UUID

from uuid6 import uuid7

from domain.errors import NotFound

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def new_id() -> UUID:
    """Return a version 7 UUID: later ones sort after earlier ones."""
    return UUID(bytes=uuid7().bytes)


def as_uuid(text: str) -> UUID | None:
    """Return the id that is written in full; None for any other text."""
    return UUID(text) if _UUID.fullmatch(text) else None


def id_in_path(text: str, what: str) -> UUID:
    """Return the id. Raise NotFound for a text that cannot be one."""
    known = as_uuid(text)
    if known is None:
        raise NotFound(f"no {what} {text[:80]}")
    return known
