"""Pages of a list: a limit, and an opaque cursor of the last item of the page before."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Protocol, TypeVar
from uuid import UUID

from fastapi import Depends, Query

from api.http.errors import Unprocessable
from api.schemas.common import Page
from domain.base import Cursor

CURSOR: Final = r"^[0-2][0-9a-f]{46}$"
"""A time in microseconds since 1970, as 15 hexadecimal digits, and an id's 32: whatever is written so is a place."""

_TIME_DIGITS: Final = 15
_CURSOR = re.compile(CURSOR)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Listed(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def created_at(self) -> datetime: ...


Item = TypeVar("Item", bound=_Listed)
View = TypeVar("View")


@dataclass(frozen=True)
class PageRequest:
    """Which page of a list is requested: at most `limit` items after a cursor."""

    limit: int
    after: Cursor | None


async def _page_request(
    limit: Annotated[int, Query(ge=1, le=100, description="The most items that a page holds.")] = 20,
    cursor: Annotated[
        str | None, Query(description="`nextCursor` of the page before.", json_schema_extra={"pattern": CURSOR})
    ] = None,
) -> PageRequest:
    return PageRequest(limit, None if cursor is None else _decoded(cursor))


PageQuery = Annotated[PageRequest, Depends(_page_request)]


def page_of(items: Sequence[Item], query: PageRequest, view: Callable[[Item], View]) -> Page[View]:
    """Return the page. Among the items is one more than its limit if there is another page."""
    return Page(data=tuple(map(view, items[: query.limit])), next_cursor=next_cursor(items, query.limit))


def next_cursor(items: Sequence[_Listed], limit: int) -> str | None:
    """Return the cursor of the page's last item, None if there are no more than its limit."""
    return encoded_cursor(items[limit - 1].created_at, items[limit - 1].id) if len(items) > limit else None


def encoded_cursor(created_at: datetime, id: UUID) -> str:
    """Return the cursor of the place in a list where this item is."""
    return f"{(created_at - _EPOCH) // timedelta(microseconds=1):0{_TIME_DIGITS}x}{id.hex}"


def _decoded(cursor: str) -> Cursor:
    if not _CURSOR.fullmatch(cursor):
        raise Unprocessable.at("cursor", "is none of ours; send nextCursor of the page before, as it was")
    microseconds = int(cursor[:_TIME_DIGITS], 16)
    return Cursor(created_at=_EPOCH + timedelta(microseconds=microseconds), id=UUID(cursor[_TIME_DIGITS:]))
