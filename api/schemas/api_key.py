"""API keys and clients, in camelCase."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, PlainSerializer, StringConstraints
from pydantic.config import JsonDict

from api.http.json_nulls import NULL_TELLS
from api.http.json_request import strictly
from api.schemas.common import UtcTime, in_utc, view_of
from domain.base import Wire, given
from domain.brief import ClientId
from domain.clients.access import Scope
from domain.clients.api_key import ApiKey, Client
from domain.clients.client_limits import MaxJobs, MaxSpend, MaxStorage

KeyName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    Field(json_schema_extra={"pattern": r"\S"}),
]

_KEY = "glk_live_019a9b1e5f007c3a9d5e2f6b8c1d4e70_q3XbT0dMZk8sVw1LrYf6NcJ2hPuA9eGi5RoKtB7xHzE"


_IS_OF_ADMINISTRATOR: JsonDict = {
    "required": ["scopes"],
    "properties": {"scopes": {"contains": {"const": Scope.ADMIN}}},
}


class NewApiKey(Wire):
    """Without `clientId` the key is for the client of whoever makes it, or for all clients if that sees all."""

    model_config = ConfigDict(json_schema_extra={"not": {"allOf": [given("clientId"), _IS_OF_ADMINISTRATOR]}})

    name: KeyName = Field(examples=["Reviewers"])
    client_id: ClientId | None = Field(default=None, examples=["acme"])
    scopes: tuple[Scope, ...] = Field(min_length=1, max_length=len(Scope), examples=[["films:read", "films:write"]])
    expires_at: Annotated[AwareDatetime, AfterValidator(in_utc)] | None = Field(
        default=None, examples=["2026-12-31T18:00:00Z"]
    )


class Rotation(Wire):
    """For how many seconds the secret until now stays good beside the new one."""

    overlap_seconds: int = Field(default=0, ge=0, le=7 * 24 * 3600, examples=[3600])


class ApiKeyView(Wire):
    """`clientId` null: for all clients. `lastUsedAt` is exact to a minute. `previousUntil`: see rotation."""

    id: UUID
    name: str = Field(examples=["Reviewers"])
    client_id: str | None = Field(examples=["acme"])
    scopes: tuple[Scope, ...] = Field(examples=[["films:read", "films:write"]])
    created_at: UtcTime
    expires_at: UtcTime | None = Field(examples=["2026-12-31T18:00:00Z"])
    revoked_at: UtcTime | None
    last_used_at: UtcTime | None
    previous_until: UtcTime | None


class CreatedApiKeyView(ApiKeyView):
    """`key` is only in this answer: its secret is not stored."""

    key: str = Field(examples=[_KEY])


class NewClient(Wire):
    """`id` is what briefs name as `context.clientId`. Without a `name` it is called by its id."""

    id: ClientId = Field(examples=["acme"])
    name: KeyName | None = Field(default=None, examples=["Acme Tea"])


Dollars = Annotated[MaxSpend, PlainSerializer(float, when_used="json-unless-none")]


class ClientChanges(Wire):
    """What is not given stays as it is. A limit of null is that of the settings again. `maxStorageMb` counts MB of
    1,048,576 bytes, `maxSpendPerMonth` US dollars in a calendar month (UTC)."""

    name: KeyName | None = Field(default=None, examples=["Acme Tea"])
    max_jobs_in_flight: Annotated[MaxJobs | None, NULL_TELLS] = Field(default=None, examples=[50])
    max_storage_mb: Annotated[MaxStorage | None, NULL_TELLS] = Field(default=None, examples=[20_000])
    max_spend_per_month: Annotated[Dollars | None, NULL_TELLS] = Field(default=None, examples=[100])


ChangesOfClient = Annotated[ClientChanges, strictly(ClientChanges)]


class ClientView(Wire):
    """Its own limits; null: that of the settings holds."""

    id: str = Field(examples=["acme"])
    name: str = Field(examples=["Acme Tea"])
    max_jobs_in_flight: int | None = Field(examples=[50])
    max_storage_mb: int | None = Field(examples=[20_000])
    max_spend_per_month: float | None = Field(examples=[100.0])
    created_at: UtcTime


def key_view(key: ApiKey) -> ApiKeyView:
    return view_of(ApiKeyView, key, scopes=sorted_scopes(key.scopes))


def created_key_view(key: ApiKey, written: str) -> CreatedApiKeyView:
    return view_of(CreatedApiKeyView, key_view(key), key=written)


def client_view(client: Client) -> ClientView:
    return view_of(ClientView, client, **client.limits.model_dump())


def sorted_scopes(scopes: frozenset[Scope]) -> tuple[Scope, ...]:
    """Return the scopes in the order of their definition."""
    return tuple(scope for scope in Scope if scope in scopes)
