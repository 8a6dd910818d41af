"""API keys: make, list, read, rotate, revoke."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from api.dependencies import CallerDep, ContainerDep, MessageId, id_in_path, own_client
from api.http.access.scopes import needs
from api.http.access.stored_keys import new_secret
from api.http.errors import Unprocessable
from api.http.idempotency.route import SecretRoute
from api.http.json_request import strictly
from api.http.pagination import PageQuery, page_of
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.api_key import ApiKeyView, CreatedApiKeyView, NewApiKey, Rotation, created_key_view, key_view
from api.schemas.common import Data, Page
from domain.clients.access import Scope
from domain.clients.api_key import ApiKey, hash_of_secret, written_key

router = ApiRouter(prefix="/api/v3/keys", tags=["keys"], route_class=SecretRoute)

_MORE = "every scope that the key has."


async def _key_id(text: Annotated[str, Path(alias="key_id", description="The key's id.")]) -> UUID:
    return id_in_path(text, "key")


KeyId = Annotated[UUID, Depends(_key_id)]
RotationBody = Annotated[Rotation | None, strictly(Rotation | None)]


@router.post("", status_code=201, summary="Make an API key", responses=responses(404, 503, status=201))
@needs(Scope.KEYS, more=_MORE)
async def make_key(
    wanted: Annotated[NewApiKey, strictly(NewApiKey)], caller: CallerDep, key_id: MessageId, container: ContainerDep
) -> Data[CreatedApiKeyView]:
    """Make a key, of a client or of all. What it may do is what its scopes say, and no more than its maker may.

    A key that ends makes none that ends later.

    The `key` is in this answer only. A client that is not known yet is made.
    """
    caller.check(*wanted.scopes)
    caller.check_end(wanted.expires_at)
    client_id = own_client(caller, wanted.client_id)
    if client_id is not None and Scope.ADMIN in wanted.scopes:
        raise Unprocessable.at("scopes", "admin is for keys of all clients; leave it out, or leave out clientId")
    now = await container.jobs.clock()
    if wanted.expires_at and wanted.expires_at <= now:
        raise Unprocessable.at("expiresAt", "is in the past; name a later time, or leave it out")
    secret = new_secret()
    key = ApiKey(
        id=key_id,
        name=wanted.name,
        client_id=client_id,
        scopes=frozenset(wanted.scopes),
        secret_hash=hash_of_secret(secret),
        created_at=now,
        expires_at=wanted.expires_at,
    )
    key = await container.api_keys.add(key)
    container.keys.known.forget(key_id)
    return Data(data=created_key_view(key, written_key(key.id, secret)))


@router.get("", summary="List API keys", responses=responses(422))
@needs(Scope.KEYS)
async def list_keys(caller: CallerDep, query: PageQuery, container: ContainerDep) -> Page[ApiKeyView]:
    """Newest first, also those that have ended. The key of a client lists that client's."""
    keys = await container.api_keys.newest(query.limit + 1, query.after, caller.client_id)
    return page_of(keys, query, key_view)


@router.get("/{key_id}", summary="Read an API key", responses=responses(404))
@needs(Scope.KEYS)
async def read_key(key_id: KeyId, caller: CallerDep, container: ContainerDep) -> Data[ApiKeyView]:
    """What the key may do, until when, and when it was used last. Never its secret."""
    return Data(data=key_view(await container.api_keys.get(key_id, caller)))


@router.post("/{key_id}/rotate", summary="Rotate an API key", responses=responses(404, 503))
@needs(Scope.KEYS, more=_MORE)
async def rotate_key(
    key_id: KeyId, caller: CallerDep, request_id: MessageId, container: ContainerDep, body: RotationBody = None
) -> Data[CreatedApiKeyView]:
    """Give the key another secret, which is in this answer only. Its holder stays the same to everything else.

    The secret until now is good for `overlapSeconds`; without that it ends at once, with the sessions begun with it.
    A key that ends rotates none that ends later.
    """
    secret, overlap = new_secret(), timedelta(seconds=body.overlap_seconds if body else 0)
    key = await container.api_keys.rotate(key_id, caller, request_id, hash_of_secret(secret), overlap)
    container.keys.known.forget(key_id)
    return Data(data=created_key_view(key, written_key(key.id, secret)))


@router.delete("/{key_id}", summary="Revoke an API key", responses=responses(404, 503))
@needs(Scope.KEYS, more=_MORE)
async def revoke_key(key_id: KeyId, caller: CallerDep, container: ContainerDep) -> Data[ApiKeyView]:
    """End the key and its sessions at once and for good. What was made with it stays."""
    key = await container.api_keys.revoke(key_id, caller)
    container.keys.known.forget(key_id)
    return Data(data=key_view(key))
