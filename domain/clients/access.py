"""Who calls the API, and what they may do: scopes, and the client whose things they see."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.base import Frozen
from domain.errors import Refused


class Scope(StrEnum):
    """What a key permits.

    `films:approve` permits verdicts on storyboards. `spend` permits what may order from a vendor for money, so an
    approval needs both; pictures of saved scenarios are paid with credits, which `credits:grant` gives. `admin` permits
    everything that the others do, and what only administrators do.
    """

    READ_FILMS = "films:read"
    WRITE_FILMS = "films:write"
    APPROVE_FILMS = "films:approve"
    SPEND = "spend"
    GRANT_CREDITS = "credits:grant"
    WEBHOOKS = "webhooks"
    KEYS = "keys"
    ADMIN = "admin"


class MissingScope(Refused, code="missing_scope"):
    """Whoever asks does not have the scope, which `now` names as `scope`."""

    @classmethod
    def of(cls, scope: Scope) -> "MissingScope":
        return cls(f"this needs a key with the scope {scope}", now={"scope": scope.value})


class OtherClient(Refused, code="other_client"):
    """The request names a client, or a client's user, whose things are not there for its caller."""


class EndsLater(Refused, code="ends_later"):
    """The secret that is asked for would be good for longer than the key that asks."""


class Scoped(Frozen):
    """What has scopes."""

    scopes: frozenset[Scope] = frozenset()

    def may(self, scope: Scope) -> bool:
        """Return whether the scope is among them, or `admin`."""
        return scope in self.scopes or Scope.ADMIN in self.scopes

    def check(self, *scopes: Scope) -> None:
        """Raise MissingScope for the first of the scopes that is not among them."""
        for scope in scopes:
            if not self.may(scope):
                raise MissingScope.of(scope)


class Caller(Scoped):
    """Who sends a request. `identity` tells callers apart, and is empty for whoever calls without a key.

    `client_id` is the client whose things are there for the caller; None: those of all clients. `key_id` is that of a
    stored key, which the keys of API_KEYS are not. `expires_at` is that key's end.
    """

    identity: str = ""
    name: str = ""
    key_id: UUID | None = None
    client_id: str | None = None
    expires_at: datetime | None = None

    def check_end(self, expires_at: datetime | None) -> None:
        """Raise EndsLater for the end of a key, None for none, if the caller's own key ends before."""
        if self.expires_at is not None and (expires_at is None or expires_at > self.expires_at):
            raise EndsLater(f"your key ends at {self.expires_at:%Y-%m-%dT%H:%M:%SZ}: name no later expiresAt")

    def sees(self, client_id: str | None) -> bool:
        """Return whether what belongs to the client is there for the caller. None: it belongs to no client."""
        return self.client_id is None or self.client_id == client_id


EVERYTHING: Final = frozenset(Scope)

NOBODY: Final = Caller()
"""Who has no key where keys are required: pages without data, and guests, whose links are checked by themselves."""

WITHOUT_KEYS: Final = Caller(scopes=EVERYTHING)
"""Whoever reaches an API that requires no keys."""
