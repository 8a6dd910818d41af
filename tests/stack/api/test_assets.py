import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from api.container import Container
from domain.errors import Transient
from tests.harness.api_bodies import ASSETS, JOBS, brief, created, png, row_counts
from tests.stack.api.conftest import Http, RecordingGateway
from tests.stack.storage.web_server import Site
from tests.stack.storage.web_server import answer as respond
from tests.unit.media.decoding.heif import heic
from tests.unit.media.material import a_vendors_clip

PICTURE = png()


@pytest.fixture
async def asset(http: Http) -> dict[str, Any]:
    """An uploaded picture."""
    answer = await http.post(ASSETS, files={"file": ("tin.png", PICTURE)}, data={"role": "logo"})
    assert answer.status_code == 201, answer.text
    asset: dict[str, Any] = answer.json()["data"]
    return asset


@pytest.fixture
async def database_is_unchanged(container: Container) -> AsyncIterator[None]:
    before = await row_counts(container.engine)
    yield
    assert await row_counts(container.engine) == before


async def test_an_asset_is_fetched_and_stored(http: Http, web_server: Site) -> None:
    url = web_server.serve("/tin.png", respond(200, PICTURE))
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
        "clientId": None,
    }
    assert (await http.get(asset["url"])).content == PICTURE
    assert (await http.get(f"{ASSETS}/{asset['id']}")).json()["data"] == asset


async def test_the_type_is_detected_from_the_bytes(http: Http, web_server: Site) -> None:
    url = web_server.serve("/song.mp3", respond(200, PICTURE))
    answer = await http.post(ASSETS, json={"url": url, "type": "audio"})
    assert (answer.json()["data"]["type"], answer.json()["data"]["role"]) == ("image", "reference")


async def test_an_upload_is_named_after_its_file(asset: dict[str, Any]) -> None:
    assert (asset["name"], asset["role"], asset["contentType"]) == ("tin.png", "logo", "image/png")
    assert (asset["sourceUrl"], asset["sizeBytes"], asset["status"]) == (None, len(PICTURE), "ready")


async def test_the_file_is_served_as_immutable(http: Http, asset: dict[str, Any]) -> None:
    answer = await http.get(asset["url"])
    part = await http.get(asset["url"], headers={"Range": "bytes=1-3"})
    described = await http.head(asset["url"])
    assert answer.content == PICTURE
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert (part.status_code, part.content) == (206, b"PNG")
    assert described.headers["Content-Length"] == str(len(PICTURE))


@pytest.mark.usefixtures("database_is_unchanged")
async def test_an_asset_that_cannot_be_fetched_or_read_leaves_nothing(http: Http, web_server: Site) -> None:
    for response in (
        respond(404),
        respond(503, Retry_After=9),
        respond(200, b"<html>no picture</html>"),
        respond(200, b""),
    ):
        url = web_server.serve("/a", response)
        problem = await http.post(ASSETS, json={"url": url})
        assert (problem.status_code, problem.json()["errors"][0]["path"]) == (422, "url"), problem.text
    problem = await http.post(ASSETS, files={"file": ("a.png", b"no picture")})
    assert (problem.status_code, problem.json()["errors"][0]["path"]) == (422, "file"), problem.text


@pytest.mark.usefixtures("database_is_unchanged")
async def test_an_upload_that_is_cut_off_is_refused(http: Http, tmp_path: Path) -> None:
    whole = a_vendors_clip(tmp_path / "clip.mp4").read_bytes()
    # The index comes before the frames, as in files for the web: without some of them it still opens.
    index = whole.index(b"moov") - 4
    movie = whole[:index].replace(b"mdat", b"free") + whole[index:] + whole[whole.index(b"mdat") - 4 : index]
    for file, words in ((PICTURE[:-30], "tin.png is a PNG picture that"), (movie[:-900], "tin.png is cut off")):
        problem = await http.post(ASSETS, files={"file": ("tin.png", file)})
        assert problem.status_code == 422, problem.text
        assert words in problem.json()["errors"][0]["message"]


async def test_a_heic_is_stored_as_the_image_that_it_is(http: Http) -> None:
    photo = heic([Image.new("RGB", (64, 64), "teal")])
    asset = (await http.post(ASSETS, files={"file": ("tin.mp4", photo, "video/mp4")})).json()["data"]
    assert (asset["type"], asset["contentType"], asset["status"]) == ("image", "image/heic", "ready")
    answer = await http.get(asset["url"])
    assert (answer.headers["content-type"], answer.content) == ("image/heic", photo)


async def test_respond_async_returns_a_pending_asset(http: Http, gateway: RecordingGateway) -> None:
    answer = await http.post(
        ASSETS, json={"url": "https://example.com/a.png"}, headers={"Prefer": "wait=5, respond-async"}
    )
    asset = answer.json()["data"]
    assert (answer.status_code, asset["status"], asset["contentType"]) == (202, "pending", None)
    assert answer.headers["Preference-Applied"] == "respond-async"
    assert gateway.fetched_assets == [UUID(asset["id"])]
    assert (await http.get(asset["url"])).status_code == 404


@pytest.mark.usefixtures("database_is_unchanged", "no_worker")
async def test_respond_async_without_temporal_answers_503_and_leaves_nothing(http: Http) -> None:
    sent = {"url": "https://example.com/a.png"}
    answer = await http.post(ASSETS, json=sent, headers={"Prefer": "respond-async"})
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)


@pytest.mark.usefixtures("database_is_unchanged")
async def test_a_storage_outage_is_not_blamed_on_the_url(
    http: Http, web_server: Site, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Transient("the database could not be used")

    monkeypatch.setattr(container.storage, "put", away)
    monkeypatch.setattr(container.storage, "head", away)
    answer = await http.post(ASSETS, json={"url": web_server.serve("/a", respond(200, PICTURE))})
    assert answer.status_code == 503


async def test_assets_are_listed_newest_first_in_pages(http: Http) -> None:
    ids = [(await http.post(ASSETS, files={"file": (f"{n}.png", PICTURE)})).json()["data"]["id"] for n in range(3)]
    first = (await http.get(ASSETS, params={"limit": 2})).json()
    second = (await http.get(ASSETS, params={"limit": 2, "cursor": first["nextCursor"]})).json()
    assert [asset["id"] for asset in first["data"] + second["data"]] == ids[::-1]
    assert second["nextCursor"] is None


@pytest.mark.parametrize("name", ["7", "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"])
async def test_an_unknown_asset_is_not_found(http: Http, name: str) -> None:
    answers = [
        await http.get(f"{ASSETS}/{name}"),
        await http.get(f"{ASSETS}/{name}/data"),
        await http.delete(f"{ASSETS}/{name}"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3


@pytest.mark.usefixtures("database_is_unchanged")
async def test_a_deleted_asset_leaves_nothing(http: Http, asset: dict[str, Any]) -> None:
    answer = await http.delete(f"{ASSETS}/{asset['id']}")
    assert (answer.status_code, answer.json()["data"]) == (200, asset)
    assert (await http.get(asset["url"])).status_code == 404


async def test_an_asset_that_a_job_uses_cannot_be_deleted(http: Http, asset: dict[str, Any]) -> None:
    job = await created(http, creative={"assets": [{"id": asset["id"]}]})
    answer = await http.delete(f"{ASSETS}/{asset['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert job["id"] in answer.json()["detail"]
    assert (await http.get(asset["url"])).content == PICTURE


async def test_a_job_cannot_use_an_asset_that_could_not_be_fetched(http: Http, container: Container) -> None:
    asset = (await created(http, creative={"assets": [{"url": "https://example.com/a"}]}))["assets"][0]["id"]
    async with container.engine.begin() as connection:
        await connection.exec_driver_sql("update assets set status = 'failed'")
    answer = await http.post(JOBS, json=brief(creative={"assets": [{"id": asset}]}))
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "creative.assets[0].id")


async def test_an_upload_leaves_no_temporary_file(http: Http, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    await http.post(ASSETS, files={"file": ("a.png", png(size=2000))})
    assert os.listdir(tmp_path) == []
