"""Review links: addresses that open one job to somebody without an API key."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.base import Frozen
from domain.clients.access import Scope

GUEST_PREFIX: Final = "/r/"
"""Where the pages of review links are: the link's token follows."""


class Permission(StrEnum):
    """What a guest may do. Each may also do what those before it may."""

    VIEW = "view"
    COMMENT = "comment"
    APPROVE = "approve"

    @property
    def scopes(self) -> frozenset[Scope]:
        """The scopes with which a guest sends messages to the job. Who makes such a link needs them too.

        A link is a grant of its own: it permits what it did also when its maker's key has ended. Revoke the link.
        """
        return frozenset({Scope.APPROVE_FILMS, Scope.SPEND}) if self is Permission.APPROVE else frozenset()


class ReviewLink(Frozen):
    """A link without its token, of which only a hash is stored.

    `secret` signs what the link's pages and cookies carry. `opened` counts visits.
    """

    id: UUID
    job_id: UUID
    permission: Permission
    label: str
    expires_at: datetime | None
    secret: str
    password_hash: str | None
    allow_download: bool
    show_cost: bool
    created_at: datetime
    revoked_at: datetime | None = None
    opened: int = 0
    last_opened_at: datetime | None = None

    @property
    def may_comment(self) -> bool:
        return self.permission is not Permission.VIEW

    @property
    def may_approve(self) -> bool:
        return self.permission is Permission.APPROVE

    def has_ended(self, now: datetime) -> bool:
        """Return whether the link was revoked or has expired."""
        return self.revoked_at is not None or (self.expires_at is not None and self.expires_at <= now)
