"""The studio's page and files, as a browser gets them."""

import re

import pytest

from tests.harness.api_bodies import check_problem
from tests.harness.api_client import Http

SCREENS = [
    "/",
    "/new",
    "/sign-in",
    "/settings/keys",
    "/settings/webhooks",
    "/jobs/7bc155ed-a785-4540-bd21-bc569270c666",
    "/jobs/7bc155ed/film",
]


@pytest.mark.parametrize("path", SCREENS)
async def test_every_screen_is_the_same_page(http: Http, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 200
    assert "<greenlight-studio>" in answer.text


async def test_the_page_allows_no_inline_code_and_no_other_host(http: Http) -> None:
    answer = await http.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert "default-src 'none'; script-src 'self'" in policy
    assert not re.search(r"<style|<script(?![^>]*src=)|\son\w+=|style=", answer.text)


@pytest.mark.parametrize(
    ("path", "content_type"),
    [("main.js", "text/javascript"), ("styles/studio.css", "text/css"), ("icon.svg", "image/svg+xml")],
)
async def test_a_file_is_asked_for_again_but_not_sent_again(http: Http, path: str, content_type: str) -> None:
    answer = await http.get(f"/studio/{path}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert answer.headers["Content-Type"].startswith(content_type)
    again = await http.get(f"/studio/{path}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


async def test_an_unknown_file_is_a_problem(http: Http) -> None:
    check_problem(await http.get("/studio/none.js"), 404, "not_found")
    check_problem(await http.get("/studio/../pyproject.toml"), 404, "not_found")


@pytest.mark.parametrize("path", ["/", "/new", "/sign-in", "/jobs/7", "/jobs/7/film"])
async def test_its_pages_answer_head(http: Http, path: str) -> None:
    assert (await http.head(path)).status_code == 200
