"""Review links as clients of the API make, list and revoke them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.container import Container
from tests.harness.api_bodies import JOBS, check_problem, created
from tests.harness.api_client import json_of
from tests.stack.api.conftest import Http, Serving


@pytest.fixture
async def links(http: Http) -> str:
    """The path of a new job's review links."""
    return f"{JOBS}/{(await created(http))['id']}/review-links"


async def new_link(http: Http, path: str, **fields: Any) -> dict[str, Any]:
    link: dict[str, Any] = json_of(await http.post(path, json={"permission": "view", **fields}), 201)["data"]
    return link


async def everything_stored(engine: AsyncEngine) -> str:
    """All rows of all tables as one text."""
    tables = "select table_name from information_schema.tables where table_schema = 'public'"
    async with engine.connect() as connection:
        names = (await connection.execute(text(tables))).scalars().all()
        rows = [(await connection.execute(text(f'select t::text from "{name}" t'))).scalars().all() for name in names]
    return "\n".join(row for table in rows for row in table)


async def test_a_link_has_a_url_once_and_is_listed_without_it(http: Http, links: str) -> None:
    later = (datetime.now(UTC) + timedelta(days=7)).isoformat()

    link = await new_link(
        http, links, permission="approve", label="For the client", expiresAt=later, password="tea", showCost=True
    )

    url = link.pop("url")
    assert url.startswith("http://localhost:8000/r/")
    assert len(url.rpartition("/")[2]) == 43
    assert json_of(await http.get(links), 200) == {"data": [link]}
    expected = {
        "permission": "approve",
        "label": "For the client",
        "hasPassword": True,
        "allowDownload": False,
        "showCost": True,
        "revokedAt": None,
        "opened": 0,
        "lastOpenedAt": None,
    }
    assert expected.items() <= link.items()
    assert link["expiresAt"].endswith("Z")


async def test_neither_token_nor_password_is_stored_and_a_repeated_request_gets_the_same_url(
    http: Http, links: str, container: Container
) -> None:
    body = {"permission": "view", "password": "a quiet password"}
    key = {"Idempotency-Key": str(uuid4())}

    first, again = [await http.post(links, json=body, headers=key) for _ in range(2)]

    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    stored = await everything_stored(container.engine)
    assert first.json()["data"]["url"].rpartition("/")[2] not in stored
    assert "a quiet password" not in stored
    check_problem(await http.post(links, json={**body, "label": "x"}, headers=key), 422, "idempotency_key_reused")
    assert len(json_of(await http.get(links), 200)["data"]) == 1


async def test_a_revoked_link_stays_listed_as_revoked(http: Http, links: str) -> None:
    link = await new_link(http, links)

    revoked = [json_of(await http.delete(f"{links}/{link['id']}"), 200)["data"] for _ in range(2)]

    assert revoked[0] == revoked[1]
    assert revoked[0]["revokedAt"].endswith("Z")
    assert json_of(await http.get(links), 200)["data"] == revoked[:1]


async def test_a_link_of_another_job_is_not_revoked(http: Http, links: str) -> None:
    link, other = await new_link(http, links), (await created(http))["id"]

    for path in (f"{JOBS}/{other}/review-links/{link['id']}", f"{links}/{uuid4()}", f"{links}/7"):
        check_problem(await http.delete(path), 404, "not_found")

    assert json_of(await http.get(links), 200)["data"][0]["revokedAt"] is None


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"permission": "own"}, "permission"),
        ({"permission": None}, "permission"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
        ({"expiresAt": "2040-01-01T00:00:00"}, "expiresAt"),
        ({"expiresAt": "9999-12-31T23:59:59-14:00"}, "expiresAt"),
        ({"expiresAt": "0001-01-01T00:00:00+14:00"}, "expiresAt"),
        ({"password": ""}, "password"),
        ({"password": "  "}, "password"),
        ({"label": "x" * 201}, "label"),
        ({"url": "https://elsewhere.example"}, "url"),
    ],
)
async def test_a_link_that_cannot_be_is_refused_with_its_field(
    http: Http, links: str, fields: dict[str, Any], path: str
) -> None:
    problem = check_problem(await http.post(links, json={"permission": "view", **fields}), 422, "invalid")

    assert problem["errors"][0]["path"] == path


async def test_links_begin_with_the_public_url(links: str, serving: Serving) -> None:
    public = await serving(public_url="https://review.example.com/")

    link = await new_link(public, links)

    assert link["url"].startswith("https://review.example.com/r/")


async def test_deleted_jobs_have_no_links(http: Http, links: str) -> None:
    await http.delete(links.removesuffix("/review-links"))

    answers: list[httpx.Response] = [await http.get(links), await http.post(links, json={"permission": "view"})]

    assert [answer.status_code for answer in answers] == [404, 404]
