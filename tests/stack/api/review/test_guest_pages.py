"""What guests of a review link see, and what they do not."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import text

from api.container import Container
from domain.base import evolve
from domain.job.model import Job
from tests.harness.api_bodies import JOBS, created, png
from tests.harness.api_client import json_of
from tests.stack.api.conftest import Http, Serving
from tests.stack.api.review.guests import Guest, guest_of
from tests.stack.api.stages import completed, first_frame_of, planned

NAME = "Morning <Tea> & Milk"


@pytest.fixture
async def job(http: Http, container: Container) -> UUID:
    """A job in review."""
    job = UUID((await created(http, adBasics={"productName": NAME}))["id"])
    await planned(container, job)
    return job


async def test_the_page_shows_the_storyboard_and_escapes_its_texts(http: Http, job: UUID) -> None:
    page = await (await guest_of(http, job, "view")).get()

    assert page.status_code == 200
    assert "<h1>Morning &lt;Tea&gt; &amp; Milk</h1>" in page.text
    assert '<h2 id="storyboard-heading">Storyboard</h2>' in page.text
    assert all(f"Scene {number} <" in page.text for number in (1, 2, 3))
    assert "<form" not in page.text


async def test_every_page_keeps_robots_scripts_and_referrers_out(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, password="tea")
    open_page = await (await guest_of(http, job)).get()
    for page in (open_page, await guest.get(), await guest.get("/film"), await http.get(f"/r/{'x' * 43}")):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert "script-src" not in page.headers["Content-Security-Policy"]
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        assert "<script" not in page.text
        assert "style=" not in page.text
    style = await http.get("/r/guest.css")
    assert (style.status_code, style.headers["Content-Type"]) == (200, "text/css; charset=utf-8")


async def test_a_guest_sees_the_first_frame_from_which_a_scene_begins(
    http: Http, container: Container, job: UUID, tmp_path: Path
) -> None:
    guest = await guest_of(http, job)
    picture = tmp_path / "frame.png"
    picture.write_bytes(png("blue", 64))
    frame = await first_frame_of(container, await container.jobs.load(job), tmp_path)
    known = (await container.jobs.load(job)).find_first_frame(frame)
    assert known
    assert known.key
    await container.storage.put(known.key, picture, "image/png")

    still = await guest.get("/scenes/1/still")

    assert (still.status_code, still.headers["Content-Type"]) == (200, "image/jpeg")
    with Image.open(BytesIO(still.content)) as shown:
        red, green, blue = shown.convert("RGB").resize((1, 1)).tobytes()
    assert blue > 200 > 60 > max(red, green)


async def test_a_guest_is_told_that_a_film_is_a_draft(http: Http, container: Container, tmp_path: Path) -> None:
    job = await completed(container, UUID((await created(http))["id"]), tmp_path)
    guest = await guest_of(http, job.id)
    assert "is a draft" not in (await guest.get()).text

    def as_draft(job: Job) -> Job:
        take = job.active_scenes[0].take
        assert take
        return job.with_take(evolve(take, is_draft=True))

    await container.jobs.change(job.id, lambda job, _: as_draft(job))

    assert "This cut is a draft" in (await guest.get()).text
    german = await guest.get(headers={"Accept-Language": "de"})
    assert "Dieser Schnitt ist ein Entwurf" in german.text


async def test_who_decides_is_told_that_a_draft_is_filmed_first(http: Http, container: Container, job: UUID) -> None:
    guest = await guest_of(http, job)
    assert "filmed as a draft first" not in (await guest.get()).text

    def as_draft(job: Job, _: datetime) -> Job:
        return evolve(job, brief=evolve(job.brief, production=evolve(job.brief.production, draft=True)))

    await container.jobs.change(job, as_draft)

    assert "It is filmed as a draft first" in (await guest.get()).text


async def test_the_page_is_in_the_language_of_the_browser(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job)

    page = await guest.get(headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})

    assert '<html lang="de">' in page.text
    assert ">Freigeben</button>" in page.text


@pytest.mark.parametrize(("shows", "label"), [(True, "Approve · $0.00"), (False, "Approve")])
async def test_what_approving_costs_is_shown_only_if_the_link_says_so(
    http: Http, job: UUID, shows: bool, label: str
) -> None:
    guest = await guest_of(http, job, showCost=shows)

    page = await guest.get()

    assert f">{label}</button>" in page.text
    assert ("$" in page.text) is shows
    assert ((await guest.fields())["amount"] == "0.0000") is shows


async def test_a_link_that_has_ended_says_so_and_nothing_of_the_job(
    http: Http, job: UUID, container: Container
) -> None:
    revoked, expired = [await guest_of(http, job) for _ in range(2)]
    await http.delete(f"{JOBS}/{job}/review-links/{revoked.link['id']}")
    ended = {"link": expired.link["id"], "at": datetime.now(UTC) - timedelta(seconds=1)}
    async with container.engine.begin() as connection:
        await connection.execute(text("update review_links set expires_at = :at where id = :link"), ended)
    unknown = Guest(http, {"url": f"http://localhost:8000/r/{'x' * 43}"})

    for guest, status in ((revoked, 410), (expired, 410), (unknown, 404)):
        answers = [await guest.get(below) for below in ("", "/film", "/preview", "/captions", "/scenes/1/still")]
        answers += [await guest.send(below, {}) for below in ("approve", "send-back", "notes", "password")]
        assert {answer.status_code for answer in answers} == {status}
        assert all(str(job) not in answer.text and "Morning" not in answer.text for answer in answers)


async def test_a_deleted_job_has_no_page(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job)
    await http.delete(f"{JOBS}/{job}")

    assert (await guest.get()).status_code == 404


async def test_a_password_is_asked_first_and_then_remembered_for_that_link(http: Http, job: UUID) -> None:
    guest, other = [await guest_of(http, job, password="tea") for _ in range(2)]

    asked = await guest.get()
    assert (asked.status_code, "Morning" in asked.text) == (200, False)
    assert 'type="password"' in asked.text
    assert (await guest.get("/captions")).status_code == 403
    assert (await guest.send("approve", {"name": "Ada"})).status_code == 403
    wrong = await guest.send("password", {}, password="coffee")
    assert (wrong.status_code, "That is not the password" in wrong.text) == (403, True)
    right = await guest.send("password", {}, password="tea")
    assert (right.status_code, right.headers["Location"]) == (303, guest.path)
    assert f"Path={guest.path};" in right.headers["Set-Cookie"]
    assert "HttpOnly" in right.headers["Set-Cookie"]
    assert "Morning" in (await guest.get()).text
    assert "Morning" not in (await other.get()).text


async def test_blanks_around_a_password_do_not_matter(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, password=" open sesame ")

    for typed in ("open sesame", " open sesame "):
        assert (await guest.send("password", {}, password=typed)).status_code == 303


async def test_passwords_cannot_be_guessed_quickly(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, password="tea")

    answers = [(await guest.send("password", {}, password=f"{attempt}")).status_code for attempt in range(10)]
    last = await guest.send("password", {}, password="tea")

    assert (answers, last.status_code) == ([403] * 10, 429)
    assert int(last.headers["Retry-After"]) > 0


async def test_visits_are_counted_not_pages_nor_programs_that_only_ask_for_headers(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job)

    await http.head(guest.path)
    for _ in range(3):
        await guest.get()
    http.cookies.clear()
    await guest.get()

    (link,) = json_of(await http.get(f"{JOBS}/{job}/review-links"), 200)["data"]
    assert link["opened"] == 2
    assert link["lastOpenedAt"] > link["createdAt"]


async def test_a_film_is_watched_here_and_downloaded_only_where_the_link_allows_that(
    http: Http, job: UUID, container: Container, tmp_path: Path
) -> None:
    await completed(container, job, tmp_path)
    watching, taking = await guest_of(http, job, "view"), await guest_of(http, job, "view", allowDownload=True)

    page, other = (await watching.get()).text, (await taking.get()).text
    assert 'aria-label="Film"' in page
    assert 'controlslist="nodownload"' in page
    assert "Download film" not in page
    assert ">Download film</a>" in other
    film = await watching.get("/film", headers={"Range": "bytes=0-3"})
    assert (film.status_code, film.headers["Content-Disposition"].partition(";")[0]) == (206, "inline")
    assert (await watching.get("/film?download=true")).status_code == 403
    file = await taking.get("/film?download=true")
    assert (file.status_code, file.headers["Content-Disposition"].partition(";")[0]) == (200, "attachment")


async def test_a_link_gives_no_other_route(serving: Serving, job: UUID) -> None:
    """Over the whole OpenAPI, with the link's token wherever a key may be."""
    guarded = await serving(api_keys=(SecretStr("first-key"),))
    key = {"Authorization": "Bearer first-key"}
    made = await guarded.post(f"{JOBS}/{job}/review-links", json={"permission": "approve"}, headers=key)
    token = made.json()["data"]["url"].rpartition("/")[2]
    paths = (await guarded.get("/openapi.json")).json()["paths"]
    kept = {"/healthz", "/readyz", "/api/v3/session"}

    for path, method in [(each, method) for each in paths.keys() - kept for method in paths[each]]:
        url = path.replace("{job_id}", str(job)).replace("{", "").replace("}", "")
        for headers in (
            {"Authorization": f"Bearer {token}"},
            {"Cookie": f"greenlight_session={token}; greenlight_guest={token}; greenlight_visit={token}"},
            {"X-Api-Key": token},
        ):
            answer = await guarded.request(method, url, params={"token": token, "key": token}, headers=headers)
            assert answer.status_code == 401, (method, path)


async def test_a_link_opens_no_scene_of_another_job(http: Http, job: UUID, container: Container) -> None:
    other = UUID((await created(http))["id"])
    await planned(container, other)
    scene = (await container.jobs.load(other)).active_scenes[0]
    guest = await guest_of(http, job)

    for name in (scene.id, other, 0, 99, -1, "1%2F..%2F..%2F1"):
        assert (await guest.get(f"/scenes/{name}/still")).status_code in (404, 422), name
    for below in (f"/{other}", f"/jobs/{other}", "/video", f"/film/{other}"):
        assert (await guest.get(below)).status_code in (401, 404), below
