"""Callers who see one client's things only, and what they are answered of another client's."""

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx

from domain.clients.access import Scope
from domain.clients.api_key import parts_of_key
from tests.harness.api_client import Http, json_of

KEYS = "/api/v3/keys"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OF_ONE_ANSWER = frozenset({"date", "ratelimit", "x-request-id"})


@dataclass
class Client:
    """Requests with a stored key: of the client, or of all if its id is empty."""

    http: Http
    id: str
    key: str

    @property
    def key_id(self) -> UUID:
        parts = parts_of_key(self.key)
        assert parts
        return parts[0]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = self.headers | (options.pop("headers", None) or {})
        return await self.http.request(method, path, headers=headers, **options)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.send("GET", path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return await self.send("POST", path, json=body, **options)

    async def data(self, path: str, **options: Any) -> Any:
        answer = await self.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    async def created(self, path: str, body: Any, **options: Any) -> Any:
        answer = await self.post(path, body, **options)
        assert answer.status_code in (201, 202), answer.text
        return answer.json()["data"] if "data" in answer.json() else answer.json()


async def client_of(http: Http, client_id: str) -> Client:
    """A caller with a new key of the client, which has all scopes that such a key can have."""
    scopes = [scope for scope in Scope if scope is not Scope.ADMIN]
    made = await http.post(KEYS, json={"name": client_id, "clientId": client_id, "scopes": scopes})
    return Client(http, client_id, json_of(made, 201)["data"]["key"])


def as_shown(answer: httpx.Response, *ids: UUID | str) -> tuple[int, dict[str, str], Any]:
    """Everything of an answer that a client may compare, with these ids as `the id`."""

    def hidden(text: str) -> str:
        for id in ids:
            text = text.replace(str(id), "the id")
        return text

    headers = {name: hidden(value) for name, value in answer.headers.items() if name not in _OF_ONE_ANSWER}
    headers.pop("content-length", None)  # of another id it is another
    body = hidden(answer.text)
    if body and "json" in answer.headers.get("Content-Type", ""):
        content = json.loads(body)
        content.pop("request_id", None)
        return answer.status_code, headers, content
    return answer.status_code, headers, _ID.sub("an id", body)


def unknown_id() -> UUID:
    return uuid4()
