"""Captions as files, for clients and for guests."""

from pathlib import Path
from uuid import UUID

import pytest

from api.container import Container
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http
from tests.stack.api.review.guests import guest_of
from tests.stack.api.stages import completed, planned


@pytest.fixture
async def job(http: Http, container: Container) -> UUID:
    """A job in review."""
    job = UUID((await created(http, adBasics={"productName": "Tea"}))["id"])
    await planned(container, job)
    return job


@pytest.mark.parametrize(
    ("format", "media_type", "begins", "name"),
    [
        ("", "text/vtt", "WEBVTT\nKind: captions", "Tea.vtt"),
        ("?format=vtt", "text/vtt", "WEBVTT\nKind: captions", "Tea.vtt"),
        ("?format=srt", "application/x-subrip", "1\n00:00:00,000 --> ", "Tea.srt"),
    ],
)
async def test_captions_are_a_file_of_the_format_that_is_asked_for(
    http: Http, job: UUID, format: str, media_type: str, begins: str, name: str
) -> None:
    guest = await guest_of(http, job)

    for answer in (await http.get(f"{JOBS}/{job}/captions{format}"), await guest.get(f"/captions{format}")):
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, f"{media_type}; charset=utf-8")
        assert answer.text.startswith(begins)
        assert name in answer.headers["Content-Disposition"]
    answer = await http.get(f"{JOBS}/{job}/captions{format}")
    again = await http.get(f"{JOBS}/{job}/captions{format}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


async def test_another_format_is_refused_naming_those_that_there_are(http: Http, job: UUID) -> None:
    answer = await http.get(f"{JOBS}/{job}/captions?format=ass")

    assert answer.status_code == 422
    assert "vtt" in answer.json()["detail"]
    assert "srt" in answer.json()["detail"]


async def test_a_guest_who_may_download_the_film_finds_its_captions_beside_it(
    http: Http, job: UUID, container: Container, tmp_path: Path
) -> None:
    await completed(container, job, tmp_path)
    page = await (await guest_of(http, job, allowDownload=True)).get()
    other = await (await guest_of(http, job, allowDownload=False)).get()

    assert "/captions?format=srt" in page.text
    assert "/captions?format=srt" not in other.text
