"""Idempotency keys of requests that have, or are answered with, a secret."""

import hashlib
import hmac
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from db.idempotency import Answered, IdempotencyKeys, NotClaimed
from domain.deferred import Deferred

seal = Deferred[[bytes, str], str]("api.http.idempotency.sealing:seal")
unseal = Deferred[[bytes, str], str]("api.http.idempotency.sealing:unseal")


class SealedKeys(IdempotencyKeys):
    """Idempotency keys whose answers are stored encrypted, and whose bodies are stored as a keyed hash.

    `secret`, of 32 bytes, is the same for each try, and the database has nothing that it could be made from.
    """

    def __init__(self, engine: AsyncEngine, secret: bytes) -> None:
        super().__init__(engine)
        self._key = secret

    @override
    async def claim(self, scope: str, key: str, body_hash: str, new_id: UUID) -> UUID | Answered | NotClaimed:
        keyed = hmac.new(self._key, body_hash.encode(), hashlib.sha256).hexdigest()
        found = await super().claim(scope, key, keyed, new_id)
        if isinstance(found, Answered):
            body = unseal(self._key, found.body)
            return Answered(status=found.status, headers=found.headers, body=body)
        return found

    @override
    async def keep(self, claimed: UUID, answer: Answered) -> None:
        body = seal(self._key, answer.body)
        await super().keep(claimed, Answered(status=answer.status, headers=answer.headers, body=body))
