"""Guests of a review link: a browser without scripts, as far as a test needs one."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import httpx
from typing_extensions import override

from tests.harness.api_bodies import JOBS
from tests.harness.api_client import Http, json_of

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


class _Fields(HTMLParser):
    """The hidden fields of a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.found[given["name"] or ""] = given["value"] or ""


@dataclass
class Guest:
    """Whoever has the link's address."""

    http: Http
    link: dict[str, Any]

    @property
    def path(self) -> str:
        return httpx.URL(self.link["url"]).path

    @property
    def token(self) -> str:
        return self.path.rpartition("/")[2]

    async def get(self, below: str = "", **options: Any) -> httpx.Response:
        return await self.http.get(self.path + below, **options)

    async def fields(self) -> dict[str, str]:
        """Open the page, and return what its form sends besides what is typed."""
        page = await self.get()
        assert page.status_code == 200, page.text
        fields = _Fields()
        fields.feed(page.text)
        return fields.found

    async def send(self, below: str, fields: dict[str, str] | None = None, **typed: str) -> httpx.Response:
        """Send the form of the page, or these fields, with what is typed."""
        sent = (await self.fields() if fields is None else fields) | typed
        return await self.http.post(f"{self.path}/{below}", data=sent, headers=SAME_SITE)


async def guest_of(http: Http, job: UUID, permission: str = "approve", **fields: Any) -> Guest:
    """A guest with a new link of the job."""
    answer = await http.post(f"{JOBS}/{job}/review-links", json={"permission": permission, **fields})
    return Guest(http, json_of(answer, 201)["data"])
