"""Two clients of one API, and what belongs to the first of them."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from api.container import Container
from domain.job.model import Job
from domain.scenarios.document import ScenarioDocument
from domain.storage_keys import speech_key
from tests.harness.api_bodies import ASSETS, JOBS, WEBHOOKS, brief, png
from tests.harness.api_client import Http, api_client
from tests.harness.scenario_seed import EXAMPLE
from tests.stack.api.owners.callers import Client, client_of
from tests.stack.api.stages import completed, first_frame_of, stored
from tests.unit.domain.spoken_jobs import spoken


@pytest.fixture
async def http(container: Container) -> AsyncIterator[Http]:
    """A caller of all clients."""
    async with api_client(container) as http:
        yield http


@pytest.fixture
async def acme(http: Http) -> Client:
    return await client_of(http, "acme")


@pytest.fixture
async def other(http: Http) -> Client:
    return await client_of(http, "other")


@dataclass
class Owned:
    """Ids of what belongs to a client, by their names in paths, and a job with a film."""

    ids: Mapping[str, UUID]
    job: Job


@pytest.fixture
async def owned(acme: Client, container: Container, tmp_path: Path) -> Owned:
    """Something of each kind that belongs to acme."""
    return await owned_by(acme, container, tmp_path)


async def owned_by(client: Client, container: Container, folder: Path) -> Owned:
    asset = (await client.created(ASSETS, None, files={"file": ("tin.png", png())}))["id"]
    creative = {"assets": [{"id": asset, "role": "hero"}]}
    order = brief(context={"clientId": client.id}, creative=creative, production={"voice": "local"})
    job = await completed(container, UUID((await client.created(JOBS, order))["id"]), folder)
    frame = await first_frame_of(container, job, folder)
    speech = speech_key(job.id, job.id)
    await stored(container, speech, b"what is said", folder, "audio/wav")
    job = await container.jobs.change(job.id, lambda job, _: spoken(job, key=speech))
    note = await client.created(f"{JOBS}/{job.id}/notes", {"text": "Closer to the tin.", "sceneNumber": 1})
    link = await client.created(f"{JOBS}/{job.id}/review-links", {"permission": "view"})
    task = await container.scenarios.create(job.id, "short", f"user of {client.id}", EXAMPLE, "started", client.id)
    document = ScenarioDocument.model_validate(EXAMPLE)
    await container.scenarios.save_scenario(task, document)
    await container.scenarios.save_scenes(task, document)
    webhook = await client.created(WEBHOOKS, {"url": "http://127.0.0.1:9/hook"})
    delivery = await client.created(f"{WEBHOOKS}/{webhook['id']}/test", None)
    take = job.active_scenes[0].take_id
    assert take
    ids = {
        "job_id": job.id,
        "asset_id": UUID(asset),
        "task_id": task.id,
        "scenario_id": task.scenario_id,
        "note_id": UUID(note["id"]),
        "link_id": UUID(link["id"]),
        "webhook_id": UUID(webhook["id"]),
        "delivery_id": UUID(delivery["id"]),
        "key_id": client.key_id,
        "scene": job.active_scenes[0].id,
        "take_id": take,
        "first_frame_id": frame,
    }
    return Owned(ids, await container.jobs.load(job.id))
