import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.container import Container
from domain.errors import Transient
from tests.stack.api.briefs import ASSETS, JOBS, brief, created, png, row_counts
from tests.stack.api.conftest import Http, RecordingGateway, Serving
from tests.stack.storage.web_server import Site
from tests.stack.storage.web_server import answer as respond

PICTURE = png()


@pytest.fixture
async def asset(http: Http) -> dict[str, Any]:
    """An uploaded picture."""
    answer = await http.post(ASSETS, files={"file": ("tin.png", PICTURE)}, data={"role": "logo"})
    assert answer.status_code == 201, answer.text
    asset: dict[str, Any] = answer.json()["data"]
    return asset


@pytest.fixture
async def nothing_is_left(container: Container) -> AsyncIterator[None]:
    before = await row_counts(container.engine)
    yield
    assert await row_counts(container.engine) == before


async def test_an_asset_is_fetched_and_kept(http: Http, site: Site) -> None:
    url = site.serve("/tin.png", respond(200, PICTURE))
    answer = await http.post(ASSETS, json={"url": url, "type": "image", "name": "The tin", "role": "hero"})
    asset = answer.json()["data"]
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{ASSETS}/{asset['id']}"
    assert asset == {
        "id": asset["id"],
        "url": f"{ASSETS}/{asset['id']}/data",
        "sourceUrl": url,
        "type": "image",
        "name": "The tin",
        "role": "hero",
        "contentType": "image/png",
        "sizeBytes": len(PICTURE),
        "status": "ready",
        "error": None,
        "createdAt": asset["createdAt"],
    }
    assert (await http.get(asset["url"])).content == PICTURE
    assert (await http.get(f"{ASSETS}/{asset['id']}")).json()["data"] == asset


async def test_the_type_is_what_the_bytes_say(http: Http, site: Site) -> None:
    url = site.serve("/song.mp3", respond(200, PICTURE))
    answer = await http.post(ASSETS, json={"url": url, "type": "audio"})
    assert (answer.json()["data"]["type"], answer.json()["data"]["role"]) == ("image", "reference")


async def test_an_upload_is_kept_under_its_file_name(asset: dict[str, Any]) -> None:
    assert (asset["name"], asset["role"], asset["contentType"]) == ("tin.png", "logo", "image/png")
    assert (asset["sourceUrl"], asset["sizeBytes"], asset["status"]) == (None, len(PICTURE), "ready")


async def test_the_file_is_served_for_ever(http: Http, asset: dict[str, Any]) -> None:
    answer = await http.get(asset["url"])
    part = await http.get(asset["url"], headers={"Range": "bytes=1-3"})
    described = await http.head(asset["url"])
    assert answer.content == PICTURE
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert (part.status_code, part.content) == (206, b"PNG")
    assert described.headers["Content-Length"] == str(len(PICTURE))


@pytest.mark.usefixtures("nothing_is_left")
async def test_what_cannot_be_had_leaves_nothing(http: Http, site: Site) -> None:
    for told in (
        respond(404),
        respond(503, Retry_After=9),
        respond(200, b"<html>no picture</html>"),
        respond(200, b""),
    ):
        url = site.serve("/a", told)
        problem = await http.post(ASSETS, json={"url": url})
        assert (problem.status_code, problem.json()["errors"][0]["path"]) == (422, "url"), problem.text


@pytest.mark.usefixtures("nothing_is_left")
async def test_a_private_address_is_refused(http: Http) -> None:
    for url in ("http://10.0.0.1/a", "http://169.254.169.254/latest/meta-data", "http://[::1]/a"):
        problem = await http.post(ASSETS, json={"url": url})
        assert (problem.status_code, problem.json()["errors"][0]["path"]) == (422, "url")
        assert "not public" in problem.json()["detail"]


@pytest.mark.usefixtures("nothing_is_left")
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
async def test_a_wrong_value_is_refused_by_its_path(http: Http, path: str, sent: Any) -> None:
    answer = await http.post(ASSETS, json=sent)
    expected = "url" if sent == [] else path
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, expected), answer.text


@pytest.mark.usefixtures("nothing_is_left")
async def test_a_wrong_upload_is_refused_by_its_path(http: Http) -> None:
    sent: list[tuple[str, dict[str, Any]]] = [
        ("file", {"files": {"file": ("a.png", b"no picture")}}),
        ("file", {"files": {"picture": ("a.png", PICTURE)}}),
        ("name", {"files": {"file": ("a.png", PICTURE)}, "data": {"name": "n" * 201}}),
        ("role", {"files": {"file": ("a.png", PICTURE)}, "data": {"role": "a\x00"}}),
        ("colour", {"files": {"file": ("a.png", PICTURE)}, "data": {"colour": "red"}}),
    ]
    for path, parts in sent:
        answer = await http.post(ASSETS, **parts)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path), answer.text


@pytest.mark.usefixtures("nothing_is_left")
async def test_a_form_that_is_none_is_refused(http: Http) -> None:
    for content, kind in ((b"x", "multipart/form-data"), (b"--b\r\nbroken", "multipart/form-data; boundary=b")):
        answer = await http.post(ASSETS, content=content, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.text


@pytest.mark.usefixtures("nothing_is_left")
@pytest.mark.parametrize(
    "parts",
    [
        {"files": [("file", ("a.png", PICTURE)), ("file", ("b.png", PICTURE))]},
        {"files": {"file": ("a.png", PICTURE)}, "data": dict.fromkeys(("type", "name", "role", "colour"), "x")},
        {"files": {"file": ("a.png", PICTURE)}, "data": {"name": "n" * 100_000}},
    ],
    ids=["two files", "too many fields", "a long field"],
)
async def test_a_form_of_too_much_is_refused(http: Http, parts: dict[str, Any]) -> None:
    answer = await http.post(ASSETS, **parts)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.text


@pytest.mark.usefixtures("nothing_is_left")
async def test_an_upload_beyond_the_limit_is_too_large(serving: Serving) -> None:
    http = await serving(max_asset_download_size_mb=1)
    answer = await http.post(ASSETS, files={"file": ("a.png", bytes(1_200_000))})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.usefixtures("nothing_is_left")
async def test_a_file_goes_only_where_files_are_taken(http: Http) -> None:
    answer = await http.post(JOBS, files={"file": ("a.png", PICTURE)})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


async def test_a_client_that_does_not_wait_gets_a_pending_asset(http: Http, gateway: RecordingGateway) -> None:
    answer = await http.post(
        ASSETS, json={"url": "https://example.com/a.png"}, headers={"Prefer": "wait=5, respond-async"}
    )
    asset = answer.json()["data"]
    assert (answer.status_code, asset["status"], asset["contentType"]) == (202, "pending", None)
    assert answer.headers["Preference-Applied"] == "respond-async"
    assert gateway.ingested == [UUID(asset["id"])]
    assert (await http.get(asset["url"])).status_code == 404


@pytest.mark.usefixtures("nothing_is_left", "no_worker")
async def test_without_temporal_nobody_is_told_that_it_will_be_fetched(http: Http) -> None:
    sent = {"url": "https://example.com/a.png"}
    answer = await http.post(ASSETS, json=sent, headers={"Prefer": "respond-async"})
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)


@pytest.mark.usefixtures("nothing_is_left")
async def test_storage_that_is_away_is_no_fault_of_the_url(
    http: Http, site: Site, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Transient("the database could not be used")

    monkeypatch.setattr(container.storage, "put", away)
    monkeypatch.setattr(container.storage, "head", away)
    answer = await http.post(ASSETS, json={"url": site.serve("/a", respond(200, PICTURE))})
    assert answer.status_code == 503


async def test_assets_are_listed_newest_first_in_pages(http: Http) -> None:
    made = [(await http.post(ASSETS, files={"file": (f"{n}.png", PICTURE)})).json()["data"]["id"] for n in range(3)]
    first = (await http.get(ASSETS, params={"limit": 2})).json()
    second = (await http.get(ASSETS, params={"limit": 2, "cursor": first["nextCursor"]})).json()
    assert [asset["id"] for asset in first["data"] + second["data"]] == made[::-1]
    assert second["nextCursor"] is None


@pytest.mark.parametrize("name", ["7", "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"])
async def test_an_asset_that_is_not_there_is_not_found(http: Http, name: str) -> None:
    answers = [
        await http.get(f"{ASSETS}/{name}"),
        await http.get(f"{ASSETS}/{name}/data"),
        await http.delete(f"{ASSETS}/{name}"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3


@pytest.mark.usefixtures("nothing_is_left")
async def test_a_deleted_asset_leaves_nothing(http: Http, asset: dict[str, Any]) -> None:
    answer = await http.delete(f"{ASSETS}/{asset['id']}")
    assert (answer.status_code, answer.json()["data"]) == (200, asset)
    assert (await http.get(asset["url"])).status_code == 404


async def test_an_asset_that_a_job_uses_is_kept(http: Http, asset: dict[str, Any]) -> None:
    job = await created(http, creative={"assets": [{"id": asset["id"]}]})
    answer = await http.delete(f"{ASSETS}/{asset['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert job["id"] in answer.json()["detail"]
    assert (await http.get(asset["url"])).content == PICTURE


async def test_a_job_cannot_use_what_could_not_be_fetched(http: Http, container: Container) -> None:
    asset = (await created(http, creative={"assets": [{"url": "https://example.com/a"}]}))["assets"][0]["id"]
    async with container.engine.begin() as connection:
        await connection.exec_driver_sql("update assets set status = 'failed'")
    answer = await http.post(JOBS, json=brief(creative={"assets": [{"id": asset}]}))
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "creative.assets[0].id")


async def test_an_upload_leaves_no_file_on_this_machine(
    http: Http, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    await http.post(ASSETS, files={"file": ("a.png", png(size=2000))})
    assert os.listdir(tmp_path) == []
