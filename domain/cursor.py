"""The position at which a page of a list ends."""

from datetime import datetime
from uuid import UUID

from domain.base import Frozen


class Cursor(Frozen):
    """The last item of a page of a list, newest first."""

    created_at: datetime
    id: UUID
