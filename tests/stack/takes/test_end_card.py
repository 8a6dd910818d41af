"""Films on real servers end with a card of their client's logo, and are no worse for one that is broken."""

from pathlib import Path
from uuid import UUID

import numpy as np

from api.schemas.common import job_url
from domain.film_format import FilmFormat
from domain.job.model import Job, JobStatus
from media.drawing.corner_logo import box_of, corner_logo
from tests.harness.api_client import Json, json_of
from tests.harness.stack import Stack
from tests.unit.media.logos import a_logo
from tests.unit.media.material import FramePlanes, decoded_frames

BLUE = "#123a8c"


async def uploaded(stack: Stack, logo: Path) -> str:
    files = {"file": ("logo.png", logo.read_bytes())}
    answer = await stack.http.post("/api/v3/assets", files=files, data={"role": "logo"})
    return str(json_of(answer, 201)["data"]["id"])


async def filmed(stack: Stack, logo: str) -> Job:
    body: Json = {
        "context": {"clientId": "client"},
        "adBasics": {"productName": "Morrow", "callToAction": "Order yours", "duration": 12, "aspectRatio": "1:1"},
        "creative": {"assets": [{"id": logo, "role": "logo"}], "brand": {"colors": [BLUE]}},
        "production": {"voice": "none", "music": "none", "autoApprove": True, "resolution": "720p"},
    }
    created = (await stack.post("/api/v3/jobs", body, 201))["data"]
    return await stack.pipeline.reach(UUID(created["id"]), JobStatus.COMPLETED)


async def film_frames(stack: Stack, job: Job, folder: Path) -> list[FramePlanes]:
    answer = await stack.http.get(f"{job_url(job.id)}/video")
    (folder / "film.mp4").write_bytes(answer.content)
    return decoded_frames(folder / "film.mp4")


async def warnings(stack: Stack, job: Job) -> list[str]:
    return [each["code"] for each in (await stack.get(job_url(job.id)))["data"]["warnings"]]


async def test_a_film_ends_with_a_card_until_it_is_to_have_none(stack: Stack, tmp_path: Path) -> None:
    job = await filmed(stack, await uploaded(stack, a_logo(tmp_path / "logo.png", "#ffffff")))
    frames = await film_frames(stack, job, tmp_path)
    assert len(frames) == 360
    assert await warnings(stack, job) == []

    json_of(await stack.send("PATCH", job_url(job.id), {"production": {"endCard": "none"}}), 200)

    without = await film_frames(stack, await stack.done(job), tmp_path)
    differ = [not np.array_equal(one, other) for one, other in zip(frames, without, strict=True)]
    first = differ.index(True)
    assert 30 <= len(frames) - first <= 75
    assert all(differ[first:])
    side = 720
    corner = frames[-1][:side][4:12, 4:12]
    assert corner.std() < 3  # the card's ground, of the brand's colour


async def test_a_broken_logo_costs_a_film_its_logo_and_nothing_else(stack: Stack, tmp_path: Path) -> None:
    logo = await uploaded(stack, a_logo(tmp_path / "logo.png"))
    (tmp_path / "broken.png").write_bytes(b"no picture at all " * 64)
    await stack.container.storage.put(f"assets/{logo}", tmp_path / "broken.png", "image/png")

    job = await filmed(stack, logo)

    assert await warnings(stack, job) == ["logo_left_out"]
    frames = await film_frames(stack, job, tmp_path)
    assert len(frames) == 360
    assert frames[-1][:720].std() > 5  # the brand's name and the call to action


async def test_a_logo_that_is_put_into_the_corner_later_buys_nothing(stack: Stack, tmp_path: Path) -> None:
    job = await filmed(stack, await uploaded(stack, a_logo(tmp_path / "logo.png", "#ffffff")))
    before = await film_frames(stack, job, tmp_path)

    json_of(await stack.send("PATCH", job_url(job.id), {"production": {"logo": "corner"}}), 200)

    after = await stack.done(job)
    frames = await film_frames(stack, after, tmp_path)
    box = box_of(corner_logo(tmp_path / "logo.png", FilmFormat(width=720, height=720)))
    where = np.s_[box.top + 4 : box.bottom - 4, box.left + 4 : box.right - 4]
    assert all(
        np.abs(one[where].astype(int) - other[where]).mean() > 10
        for one, other in zip(before[:200], frames, strict=False)
    )
    assert frames[20][where].std() > 10
    assert [take.order_id for scene in after.scenes for take in scene.takes] == [
        take.order_id for scene in job.scenes for take in scene.takes
    ]
    assert after.cost == job.cost


async def test_a_preview_ends_with_the_card_that_the_film_will_have(stack: Stack, tmp_path: Path) -> None:
    job = await filmed(stack, await uploaded(stack, a_logo(tmp_path / "logo.png", "#ffffff")))
    film = await film_frames(stack, job, tmp_path)

    answer = await stack.http.get(f"{job_url(job.id)}/preview?wait=60s")

    assert answer.status_code == 200, answer.text
    (tmp_path / "preview.mp4").write_bytes(answer.content)
    preview = decoded_frames(tmp_path / "preview.mp4")
    assert len(preview) == len(film)
    assert abs(preview[-1][4:12, 4:12].mean() - film[-1][4:12, 4:12].mean()) < 3
