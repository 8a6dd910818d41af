"""Downloading films: whole files, their names, and failures."""

from pathlib import Path

import pytest

from cli.api.responses import JobResponse
from cli.films import default_name
from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import Answer, FakeApi, answer, completed, job, problem

FILM = b"\x00\x00\x00\x20ftypisom" * 50_000


def video(api: FakeApi, answer: Answer) -> None:
    api.answers["GET", f"/api/v3/jobs/{job()['id']}/video"] = answer


def test_fetch_saves_the_film_in_the_home_under_the_name_of_the_product(
    api: FakeApi, greenlight: Greenlight, home: Path
) -> None:
    api.add(completed())
    video(api, Answer(FILM, content_type="video/mp4"))

    ended = greenlight("fetch", "last")

    path = home / "films" / "nordlys-kaffe-00000001.mp4"
    assert ended.out == f"{path} (0.6 MB).\n"
    assert path.read_bytes() == FILM
    assert sorted(path.parent.iterdir()) == [path, path.with_suffix(".srt"), path.with_suffix(".vtt")]


def test_fetch_saves_the_captions_beside_the_film(api: FakeApi, greenlight: Greenlight, tmp_path: Path) -> None:
    api.add(completed())
    video(api, Answer(FILM))

    greenlight("fetch", "last", "-o", str(tmp_path / "a.mp4"))

    assert "Rain." in (tmp_path / "a.srt").read_text()
    asked = [each.path.rpartition("/")[2] for each in api.asked if "/captions" in each.path]
    assert asked == ["captions?format=vtt", "captions?format=srt"]


def test_a_film_in_which_nothing_is_read_has_no_captions_beside_it(
    api: FakeApi, greenlight: Greenlight, tmp_path: Path
) -> None:
    api.add(completed())
    video(api, Answer(FILM))
    api.answers["GET", f"/api/v3/jobs/{job()['id']}/captions"] = Answer(b"WEBVTT\n", content_type="text/vtt")

    greenlight("fetch", "last", "-o", str(tmp_path / "a.mp4"))

    assert list(tmp_path.iterdir()) == [tmp_path / "a.mp4"]


def test_preview_waits_until_it_is_rendered_and_saves_it(api: FakeApi, greenlight: Greenlight, home: Path) -> None:
    api.add(completed())
    route = "GET", f"/api/v3/jobs/{job()['id']}/preview"
    rendering = answer({"data": {"status": "rendering", "progress": 0.5}}, 202)
    api.passing[route], api.answers[route] = [rendering, rendering], Answer(FILM, content_type="video/mp4")

    ended = greenlight("preview", "last")

    saved = home / "films" / "nordlys-kaffe-00000001-preview.mp4"
    assert ended.out == f"{saved} (0.6 MB).\n"
    assert saved.read_bytes() == FILM


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ("Café: Ñandú / [x] 珈琲", "cafe-nandu-x-珈琲"),
        ("雫モーニングセラム", "雫モーニングセラム"),
        ("हिन्दी चाय", "हिन्दी-चाय"),
        ("../../etc/passwd", "etc-passwd"),
        ("😀", "film"),
        ("𠮷" * 200, "𠮷" * 37),
    ],
)
def test_a_film_is_named_after_its_product_in_a_safe_form(product: str, name: str) -> None:
    job = JobResponse.model_validate(completed(adBasics={"productName": product}))

    assert default_name(job) == f"{name}-00000001.mp4"


def test_fetch_saves_the_film_at_the_output_path(api: FakeApi, greenlight: Greenlight, tmp_path: Path) -> None:
    api.add(completed())
    video(api, Answer(FILM))

    greenlight("fetch", "last", "-o", str(tmp_path / "a.mp4"))
    greenlight("fetch", "last", "-o", str(tmp_path))

    assert (tmp_path / "a.mp4").read_bytes() == FILM
    assert (tmp_path / "nordlys-kaffe-00000001.mp4").read_bytes() == FILM


def test_a_broken_download_leaves_the_earlier_film_and_nothing_else(
    api: FakeApi, greenlight: Greenlight, tmp_path: Path
) -> None:
    target = tmp_path / "film.mp4"
    target.write_bytes(b"earlier")
    api.add(completed())
    video(api, Answer(FILM, cut_short=True))

    ended = greenlight("fetch", "last", "-o", str(target))

    assert ended.status == 1
    assert "broke off its answer" in ended.err
    assert target.read_bytes() == b"earlier"
    assert list(tmp_path.glob("*.*")) == [target]


def test_fetch_without_a_film_fails_and_leaves_no_file(api: FakeApi, greenlight: Greenlight, home: Path) -> None:
    api.add(job())
    video(api, problem(404, "there is no film yet", "not_found"))

    ended = greenlight("fetch", "last")

    assert (ended.status, ended.err.splitlines()[0]) == (1, "there is no film yet")
    assert list((home / "films").iterdir()) == []


def test_fetch_to_an_unwritable_path_fails_with_the_reason(
    api: FakeApi, greenlight: Greenlight, tmp_path: Path
) -> None:
    api.add(completed())
    video(api, Answer(FILM))

    ended = greenlight("fetch", "last", "-o", str(tmp_path / "missing" / "film.mp4"))

    assert ended.status == 1
    assert ended.err.startswith(f"The film cannot be written to {tmp_path / 'missing' / 'film.mp4'}: No such file")


def test_fetch_says_that_a_film_is_stale(api: FakeApi, greenlight: Greenlight) -> None:
    film = {"url": "/x", "duration": 9.0, "sizeBytes": 1, "stale": True}
    api.add(job("filming", "processing", film=film))
    video(api, Answer(FILM))

    assert "It is the earlier one" in greenlight("fetch", "last").out
