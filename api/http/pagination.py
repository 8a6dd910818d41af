"""Pages of a list: a limit, and an opaque cursor of the last item of the page before."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol, TypeVar
from uuid import UUID

from fastapi import Depends, Query

from api.http.errors import Unprocessable
from api.schemas.common import Page
from domain.base import Cursor


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
    cursor: Annotated[str | None, Query(description="`nextCursor` of the page before.")] = None,
) -> PageRequest:
    return PageRequest(limit, None if cursor is None else _decoded(cursor))


PageQuery = Annotated[PageRequest, Depends(_page_request)]


def page_of(items: Sequence[Item], query: PageRequest, view: Callable[[Item], View]) -> Page[View]:
    """Return the page. Among the items is one more than its limit if there is another page."""
    return Page(data=tuple(map(view, items[: query.limit])), next_cursor=next_cursor(items, query.limit))


def next_cursor(items: Sequence[_Listed], limit: int) -> str | None:
    """Return the cursor of the page's last item, None if there are no more than its limit."""
    return _encoded(items[limit - 1]) if len(items) > limit else None


def _encoded(last: _Listed) -> str:
    position = json.dumps([last.created_at.isoformat(), str(last.id)])
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def _decoded(cursor: str) -> Cursor:
    try:
        position = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        created_at, last = json.loads(position)
        return Cursor(created_at=datetime.fromisoformat(created_at), id=UUID(last))
    except (binascii.Error, ValueError, TypeError, AttributeError):
        raise Unprocessable.at("cursor", "is none of ours; send nextCursor of the page before, as it was") from None
