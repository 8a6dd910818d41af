"""Record the histories that `test_replay` replays: `make histories`, after a change to the workflows.

Each file is named after its story and its workflow, because the ids of children derive from that of the job.
"""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from aiohttp import web
from PIL import Image

from db.connections.engine import connect, migrate
from domain.job.model import JobStatus, Stage
from domain.job.progress import progress
from domain.job.takes.take import TakeStatus
from providers.vendors.openai.image import OpenAIImage
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.gateway import first_frame_workflow_id, workflow_id
from runtime.settings.settings import Settings
from runtime.temporal import connect as connect_temporal
from runtime.temporal_client import register_search_attributes
from storage.web.later_download import LaterDownload
from tests.harness.pipeline import VendorPipeline, open_vendor_pipeline
from tests.harness.servers.clips import plain_clips
from tests.harness.servers.homes import new_home
from tests.harness.servers.video_vendor import Vendor, serving
from tests.harness.servers.voice_vendor import VendorVoice, VoiceServer, serving_voice
from tests.simulators.film import serving as serving_pictures
from tests.simulators.openai_images import OpenAIImages

HISTORIES = Path(__file__).parent / "histories"

_PROCESS = f"{os.getpid()}@{socket.gethostname()}"
"""The identity and sticky queue of the SDK, which must not be in the files."""


VOICE = "elevenlabs"
"""The name of the voice, whose task queue the worker polls."""


@dataclass
class SpokenPipeline(VendorPipeline):
    """A pipeline with a voice."""

    voice: VoiceServer


async def straight_approval(on: VendorPipeline) -> UUID:
    return (await on.completed()).id


async def reject_then_approve(on: VendorPipeline) -> UUID:
    job = await on.in_review()
    await on.act(job, "reject_storyboard", feedback="more energy")
    await on.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await on.act(job, "approve_storyboard")
    await on.reach(job, JobStatus.COMPLETED)
    return job


async def regenerate_one(on: VendorPipeline) -> UUID:
    job = (await on.completed()).id
    await on.act(job, "regenerate_scene", sceneNumber=1, feedback="calmer")
    await on.reach(job, JobStatus.COMPLETED)
    return job


async def cancel_while_filming(on: VendorPipeline) -> UUID:
    on.vendor.slow.clear()
    job = await on.in_review()
    await on.act(job, "approve_storyboard")
    await on.vendor.until_ordered(on.vendor.accepted.total() + 3)
    await on.act(job, "cancel")
    await on.run_ended(job)
    on.vendor.slow.set()
    return job


async def failed_scene_retried(on: VendorPipeline) -> UUID:
    on.vendor.faults["refuse"] = [lambda: web.json_response({"error": "not this picture"}, status=422)]
    job = await on.in_review()
    await on.act(job, "approve_storyboard")
    await on.reach(job, JobStatus.PROCESSING, lambda now: progress(now).stage is Stage.AWAITING_RETRY)
    await on.act(job, "retry_failed_scenes")
    await on.reach(job, JobStatus.COMPLETED)
    return job


async def line_retried_while_filming(on: SpokenPipeline) -> UUID:
    on.vendor.slow.clear()
    on.voice.faults["refuse"] = [lambda: web.json_response({"error": "not these words"}, status=422)]
    job = await on.in_review(voice=VOICE)
    await on.act(job, "approve_storyboard")
    await on.until(job, lambda now: bool(now.speeches) and all(speech.is_settled for speech in now.speeches))
    await on.act(job, "retry_speech")
    on.vendor.slow.set()
    await on.reach(job, JobStatus.COMPLETED)
    return job


async def first_frame_drawn_and_filmed(on: VendorPipeline) -> UUID:
    job = await on.in_review()
    await on.act(job, "draw_first_frames", sceneNumbers=[1])
    await on.until(job, lambda now: bool(now.first_frames) and now.first_frames[0].is_settled)
    await on.act(job, "approve_storyboard")
    await on.reach(job, JobStatus.COMPLETED)
    return job


STORIES: dict[str, Callable[[SpokenPipeline], Awaitable[UUID]]] = {
    story.__name__: story
    for story in (
        straight_approval,
        reject_then_approve,
        regenerate_one,
        cancel_while_filming,
        failed_scene_retried,
        line_retried_while_filming,
        first_frame_drawn_and_filmed,
    )
}


async def record(names: Collection[str]) -> None:
    """Record the stories of these names with the present code, or every story."""
    with new_home() as home:
        async with EmbeddedPostgres(home) as postgres, EmbeddedTemporal(home) as temporal:
            os.environ |= {"DATABASE_URL": postgres.url(), "GREENLIGHT_HOME": str(home)}
            settings = Settings()
            engine = connect(settings.psycopg_url)
            await migrate(engine)
            await engine.dispose()
            await register_search_attributes(await connect_temporal(temporal.address, "default"))
            Image.new("RGB", (90, 160)).save(picture := home / "picture.jpg")
            vendor, voice, draws = Vendor(plain_clips(home)), VoiceServer(), OpenAIImages(picture=picture)
            async with serving(vendor), serving_voice(voice), serving_pictures(draws):
                os.environ |= draws.environment()
                model, image = VendorVoice(voice.url, VOICE), OpenAIImage.from_env(LaterDownload((), 1, 1))
                async with open_vendor_pipeline(
                    settings, temporal.address, vendor, voice=model, image=image
                ) as pipeline:
                    on = SpokenPipeline(**vars(pipeline), voice=voice)
                    async with on.worker():
                        for name in names or STORIES:
                            await _keep(on, name, await STORIES[name](on))


async def _keep(on: VendorPipeline, story: str, job_id: UUID) -> None:
    """Write the job's newest run, that of a take, a failed one if there is any, and those of its first frames, in place
    of the story's old ones."""
    for old in HISTORIES.glob(f"{story}--*.json"):
        old.unlink()
    await on.run_ended(job_id)
    job = await on.adapters.jobs.load(job_id)
    takes = [take for scene in job.active_scenes for take in scene.takes]
    take = next((take for take in takes if take.status is TakeStatus.FAILED), job.active_scenes[0].takes[-1])
    drawn = [first_frame_workflow_id(frame.id) for frame in job.first_frames]
    for workflow in (workflow_id(job_id), f"take-{take.id}", *drawn):
        history = await on.client.get_workflow_handle(workflow).fetch_history()
        scrubbed = _without_machine(json.loads(history.to_json()))
        path = HISTORIES / f"{story}--{workflow}.json"
        path.write_text(json.dumps(scrubbed, indent=1, ensure_ascii=False) + "\n")
        sys.stdout.write(f"{path.name}: {len(scrubbed['events'])} events\n")


def _without_machine(value: Any) -> Any:
    """Return the value without the machine, process and files of the recording."""
    match value:
        case dict():
            return {name: _without_machine(item) for name, item in value.items() if name != "stackTrace"}
        case list():
            return [_without_machine(item) for item in value]
        case str():
            return value.replace(_PROCESS, "recorder")
        case _:
            return value


if __name__ == "__main__":
    HISTORIES.mkdir(exist_ok=True)
    asyncio.run(record(sys.argv[1:]))
