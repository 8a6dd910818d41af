"""Films whose client gave no music: a bed is composed for them."""

from pathlib import Path
from uuid import UUID

import numpy as np

from api.schemas.common import job_url
from domain.job.model import Job, JobStatus
from domain.job.sound.music import bed_of
from tests.harness.api_client import Json, json_of
from tests.harness.stack import Stack
from tests.unit.media.material import left_channel


async def loudest(stack: Stack, job: Job, folder: Path) -> float:
    answer = await stack.http.get(f"{job_url(job.id)}/video")
    (folder / "film.mp4").write_bytes(answer.content)
    return float(np.abs(left_channel(folder / "film.mp4")).max())


async def test_a_film_without_a_clients_music_has_a_bed_until_it_is_to_have_none(stack: Stack, tmp_path: Path) -> None:
    body: Json = {
        "context": {"clientId": "client"},
        "adBasics": {"productName": "Morrow", "duration": 5},
        "creative": {"direction": {"mood": "fröhlich"}},
        "production": {"voice": "none", "music": "auto", "autoApprove": True},
    }
    created = (await stack.post("/api/v3/jobs", body, 201))["data"]
    job = await stack.pipeline.reach(UUID(created["id"]), JobStatus.COMPLETED)
    bed = bed_of(job)
    assert bed is not None
    assert bed.name.startswith("Open Windows, ")
    sound = (await stack.get(job_url(job.id)))["data"]["film"]["sound"]
    assert sound["music"] == {"name": bed.name, "licence": "CC0-1.0", "asset": None}
    assert abs(sound["loudness"] + 14) <= 0.5
    assert await loudest(stack, job, tmp_path) > 0.05

    json_of(await stack.send("PATCH", job_url(job.id), {"production": {"music": "none"}}), 200)

    after = await stack.done(job)
    assert await loudest(stack, after, tmp_path) < 0.01
    assert [take.id for scene in after.scenes for take in scene.takes] == [
        take.id for scene in job.scenes for take in scene.takes
    ]
