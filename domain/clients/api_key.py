"""API keys that are stored, and the clients whose keys they are."""

import hashlib
import hmac
import re
import string
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.base import Frozen
from domain.clients.access import Caller, Scope
from domain.clients.client_limits import ClientLimits

PREFIX: Final = "glk_live_"
"""What every stored key begins with, so that programs that look for leaked secrets find it."""

SECRET_LETTERS: Final = string.ascii_letters + string.digits
SECRET_LENGTH: Final = 43
"""Letters and digits with 256 bits between them."""

_KEY = re.compile(rf"{PREFIX}([0-9a-f]{{32}})_([0-9A-Za-z]{{{SECRET_LENGTH}}})")


class Client(Frozen):
    """Whose jobs, assets and keys they are. `id` is what briefs name as `context.clientId`.

    `limits` are its own; where there is none, those of the settings hold.
    """

    id: str
    name: str
    limits: ClientLimits = ClientLimits()
    created_at: datetime


class ApiKey(Frozen):
    """A key without its secret, of which only the SHA-256 is stored.

    `client_id` is the client whose things are there for its holder; None: those of all clients. The secret before the
    last rotation is good until `previous_until`. `rotation` is the request that made the current secret.
    """

    id: UUID
    name: str
    client_id: str | None
    scopes: frozenset[Scope]
    secret_hash: str
    previous_hash: str | None = None
    previous_until: datetime | None = None
    rotation: UUID | None = None
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def has_ended(self, now: datetime) -> bool:
        """Return whether the key was revoked or has expired."""
        return self.revoked_at is not None or (self.expires_at is not None and self.expires_at <= now)

    def hashes(self, now: datetime) -> tuple[str, ...]:
        """Return the hashes of the secrets that are good now: none if the key has ended."""
        if self.has_ended(now):
            return ()
        overlaps = self.previous_hash is not None and self.previous_until is not None and self.previous_until > now
        return (self.secret_hash, self.previous_hash) if overlaps and self.previous_hash else (self.secret_hash,)

    def accepts(self, secret: str, now: datetime) -> bool:
        """Return whether it is a secret of the key that is good now."""
        offered = hash_of_secret(secret)
        return any(hmac.compare_digest(offered, each) for each in self.hashes(now))

    def caller(self) -> Caller:
        """Return the holder of the key, who stays the same caller when the key is rotated."""
        return Caller(
            identity=str(self.id),
            name=self.name,
            key_id=self.id,
            client_id=self.client_id,
            scopes=self.scopes,
            expires_at=self.expires_at,
        )


def hash_of_secret(secret: str) -> str:
    """Return the SHA-256 in hex. A secret of 256 random bits needs no slower hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def written_key(key_id: UUID, secret: str) -> str:
    """Return the key as its holder sends it: `glk_live_<id>_<secret>`."""
    return f"{PREFIX}{key_id.hex}_{secret}"


def parts_of_key(text: str) -> tuple[UUID, str] | None:
    """Return the id and the secret. None if it is not written like a key."""
    match = _KEY.fullmatch(text)
    return (UUID(match[1]), match[2]) if match else None
