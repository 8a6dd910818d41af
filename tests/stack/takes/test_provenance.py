"""Where a film of the whole pipeline says that it comes from."""

import json
from hashlib import sha256
from io import BytesIO
from typing import Any

from c2pa import Reader

from api.schemas.common import job_url
from tests.harness.stack import Stack


async def test_a_film_is_signed_and_its_manifest_has_the_hash_of_what_is_served(stack: Stack) -> None:
    job = await stack.in_review()
    await stack.act(job, "approve_storyboard")
    job = await stack.done(job)
    film = (await stack.http.get(f"{job_url(job.id)}/video")).content
    manifest = (await stack.get(f"{job_url(job.id)}/manifest"))["data"]

    assert (manifest["film"]["sha256"], manifest["film"]["sizeBytes"]) == (sha256(film).hexdigest(), len(film))
    assert manifest["film"]["contentCredentials"]["selfSigned"] is True
    for scene in manifest["scenes"]:
        clip = await stack.http.get(f"{job_url(job.id)}/scenes/{scene['id']}/video?clip=original")
        assert scene["take"]["outputs"]["original"]["sha256"] == sha256(clip.content).hexdigest()
    with Reader("video/mp4", BytesIO(film)) as reader:
        said = json.loads(reader.json())
    assert {each["code"] for each in said["validation_status"]} == {"signingCredential.untrusted"}
    assert [take["vendor"] for take in _takes(said)] == ["test"] * len(manifest["scenes"])


def _takes(said: dict[str, Any]) -> list[dict[str, str]]:
    manifest = said["manifests"][said["active_manifest"]]
    (own,) = (each["data"] for each in manifest["assertions"] if each["label"] == "film.greenlight.takes")
    return list(own["takes"])
