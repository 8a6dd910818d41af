"""Pages of a list: a limit, and an opaque cursor that says where the last page ended."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Protocol, TypeVar
from uuid import UUID

from fastapi import Depends, Query

from api.http.errors import FieldError, Unprocessable
from api.schemas.job import Page
from domain.base import Frozen
from domain.cursor import Cursor


class _Placed(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def created_at(self) -> datetime: ...


Item = TypeVar("Item", bound=_Placed)
View = TypeVar("View")


class Wanted(Frozen):
    """Which part of a list is asked for."""

    limit: int
    after: Cursor | None

    @property
    def one_more(self) -> int:
        """What to ask the database for, to know whether there is another page."""
        return self.limit + 1


def _wanted(
    limit: Annotated[int, Query(ge=1, le=100, description="The most that a page holds.")] = 20,
    cursor: Annotated[str | None, Query(description="`nextCursor` of the page before.")] = None,
) -> Wanted:
    return Wanted(limit=limit, after=None if cursor is None else _read(cursor))


WantedPage = Annotated[Wanted, Depends(_wanted)]


def page(items: Sequence[Item], wanted: Wanted, view: Callable[[Item], View]) -> Page[View]:
    shown = items[: wanted.limit]
    has_more = len(items) > wanted.limit
    return Page(data=tuple(map(view, shown)), next_cursor=_written(shown[-1]) if has_more else None)


def _written(last: _Placed) -> str:
    place = json.dumps([last.created_at.isoformat(), str(last.id)])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _read(cursor: str) -> Cursor:
    try:
        place = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        created_at, last = json.loads(place)
        return Cursor(created_at=datetime.fromisoformat(created_at), id=UUID(last))
    except (binascii.Error, ValueError, TypeError, AttributeError):
        fault = FieldError(path="cursor", message="is none of ours; send nextCursor of the page before, as it was")
        raise Unprocessable(fault) from None
