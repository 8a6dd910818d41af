"""Wrong bodies and forms of `POST /api/v3/assets`, refused without a database."""

from typing import Any

import pytest

from tests.harness.api_bodies import ASSETS, JOBS, png
from tests.harness.api_client import Http
from tests.unit.api.conftest import Serving

PICTURE = png()


async def test_a_private_address_is_refused(http: Http) -> None:
    for url in ("http://10.0.0.1/a", "http://169.254.169.254/latest/meta-data", "http://[::1]/a"):
        problem = await http.post(ASSETS, json={"url": url})
        assert (problem.status_code, problem.json()["errors"][0]["path"]) == (422, "url")
        assert "not public" in problem.json()["detail"]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("url", {}),
        ("url", {"url": "nonsense"}),
        ("url", {"url": "ftp://example.com/a"}),
        ("url", {"url": "https://u:p@example.com/a"}),
        ("url", {"url": "https://example.com/" + "a" * 2_048}),
        ("type", {"url": "https://example.com/a", "type": "font"}),
        ("name", {"url": "https://example.com/a", "name": "n" * 201}),
        ("role", {"url": "https://example.com/a", "role": "\x00"}),
        ("size", {"url": "https://example.com/a", "size": 3}),
        ("", []),
        ("", "text"),
    ],
)
async def test_a_wrong_value_is_refused_with_its_path(http: Http, path: str, sent: Any) -> None:
    answer = await http.post(ASSETS, json=sent)
    expected = "url" if sent == [] else path
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, expected), answer.text


async def test_a_wrong_upload_is_refused_with_its_path(http: Http) -> None:
    sent: list[tuple[str, dict[str, Any]]] = [
        ("file", {"files": {"picture": ("a.png", PICTURE)}}),
        ("name", {"files": {"file": ("a.png", PICTURE)}, "data": {"name": "n" * 201}}),
        ("role", {"files": {"file": ("a.png", PICTURE)}, "data": {"role": "a\x00"}}),
        ("colour", {"files": {"file": ("a.png", PICTURE)}, "data": {"colour": "red"}}),
    ]
    for path, parts in sent:
        answer = await http.post(ASSETS, **parts)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path), answer.text


async def test_a_malformed_form_is_refused(http: Http) -> None:
    for content, kind in ((b"x", "multipart/form-data"), (b"--b\r\nbroken", "multipart/form-data; boundary=b")):
        answer = await http.post(ASSETS, content=content, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.text


@pytest.mark.parametrize(
    "parts",
    [
        {"files": [("file", ("a.png", PICTURE)), ("file", ("b.png", PICTURE))]},
        {"files": {"file": ("a.png", PICTURE)}, "data": dict.fromkeys(("type", "name", "role", "colour"), "x")},
        {"files": {"file": ("a.png", PICTURE)}, "data": {"name": "n" * 100_000}},
    ],
    ids=["two files", "too many fields", "a long field"],
)
async def test_a_form_with_too_many_or_too_long_parts_is_refused(http: Http, parts: dict[str, Any]) -> None:
    answer = await http.post(ASSETS, **parts)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.text


async def test_an_upload_beyond_the_limit_is_too_large(serving: Serving) -> None:
    http = await serving(max_asset_download_size_mb=1)
    answer = await http.post(ASSETS, files={"file": ("a.png", bytes(1_200_000))})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_form_is_refused_by_other_routes(http: Http) -> None:
    answer = await http.post(JOBS, files={"file": ("a.png", PICTURE)})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
