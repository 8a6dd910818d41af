"""Jobs that are being filmed, were stopped, or miss a clip."""

from tests.contracts.recorded_answers.jobs import BY_PART, Environment, RecordedJob, held_while_filming, texts
from tests.contracts.recorded_answers.recorder import Recorder
from tests.contracts.recorded_answers.simulated_services import FILTERED


async def processing(recorder: Recorder, _: Environment) -> None:
    """Record a job whose clips are ordered and not done."""
    job = await held_while_filming(recorder)
    await job.send_reads()
    await job.send_changes(leave_out=["cancel", "DELETE", "POST /scenes"])
    await job.send("PUT", "/scenes/1", {"video_url": "http://127.0.0.1:1/clip.mp4", "status": "completed"})
    await job.send("PUT", "/scenes/1", {"status": "failed"}, racing=True)
    await job.until(lambda now: now["scenes"][0]["status"] == "failed")
    await _until_stopped(recorder, job, 1)
    await job.send("GET", "/scenes/1")
    await job.send("GET", "/scenes/1/takes")
    await job.act("finish_without_failed")
    await job.send("POST", "/scenes", {"description": "A last look"}, racing=True)
    await job.send("DELETE", racing=True)


async def cancelled(recorder: Recorder, _: Environment) -> None:
    """Record a job that is cancelled while it is filmed, then deleted and restored."""
    job = await held_while_filming(recorder)
    await job.act("cancel", racing=True)
    await job.reach("cancelled")
    await _until_stopped(recorder, job, 1, 2)
    await job.send_reads()
    await job.send_changes(leave_out=["DELETE"])
    await job.send("DELETE")
    await job.send_reads()
    await job.send_changes(leave_out=["restore"])
    await job.send("POST", "/restore")
    await job.send("GET")


async def _until_stopped(recorder: Recorder, job: RecordedJob, *scenes: int) -> None:
    for number in scenes:
        await recorder.until(f"{job.path}/scenes/{number}/takes", lambda now: now["takes"][-1]["status"] == "cancelled")


async def scene_failed(recorder: Recorder, _: Environment) -> None:
    """Record a job with a failed scene, and its retry."""
    job = await RecordedJob.created(recorder)
    await job.in_review()
    batch = texts(f"Plain scene of {recorder.client_id}")
    batch["operations"][1]["visual"] = f"{FILTERED} of {recorder.client_id}"
    await job.send("POST", "/scenes/batch", batch)
    await job.act("approve_storyboard", racing=True)
    await job.until(lambda now: now["progress"]["stage"] == "awaiting_retry")
    await job.send_reads()
    refused = ("approve_storyboard", "reject_storyboard", "regenerate_all_scenes")
    for name in refused:
        await job.act(name)
    await job.act("retry_failed_scenes", racing=True)
    await job.reach("completed")
    await job.send_reads()


async def over_budget(recorder: Recorder, _: Environment) -> None:
    """Record a job whose clips cost more than its `maxCost`."""
    job = await RecordedJob.created(recorder, production={"maxCost": 0.01, "giveUpAfter": 60})
    await job.in_review()
    await job.send("GET", "/estimate")
    await job.act("approve_storyboard", racing=True)
    await job.until(lambda now: now["progress"]["stage"] == "awaiting_retry")
    await job.send("GET")
    await job.act("finish_without_failed")
    await job.send("PATCH", "", {"production": {"maxCost": 0.02}}, racing=True)
    await job.until(lambda now: now["progress"]["stage"] == "awaiting_retry")
    await job.send("GET")
    await job.send("DELETE", "/scenes/1")
    await job.act("cancel")


async def animatic(recorder: Recorder, _: Environment) -> None:
    """Record a job that is approved automatically, filmed as an animatic, and spoken."""
    production = {"provider": "animatic", "autoApprove": True, "voice": "local"}
    job = await RecordedJob.created(recorder, production=production, adBasics={"aspectRatio": "1:1"})
    await job.reach("completed")
    await job.send_reads()


async def completed(recorder: Recorder, environment: Environment) -> None:
    """Record a completed job whose scenes are changed and filmed again, and which is deleted and restored."""
    job = await RecordedJob.created(recorder)
    await job.in_review()
    await job.act("approve_storyboard", racing=True)
    await job.reach("completed")
    await job.send_reads()
    await _film(recorder, job)
    await job.send_changes(
        leave_out=[
            *("DELETE", "PATCH", "regenerate_scene", "POST /scenes", "POST /scenes/batch", "PUT /scenes/1"),
            *("DELETE /scenes/1", "POST /scenes/1/regenerate", "by part"),
        ]
    )
    await job.send("PATCH", "", {"production": {"maxCost": 25}})
    await _filmed_again(recorder, job)
    await _cut_again(job, environment)
    await job.send("DELETE")
    await job.send_reads()
    await job.send_changes(leave_out=["restore"])
    await job.send("POST", "/restore")
    await job.send_reads()


async def _film(recorder: Recorder, job: RecordedJob) -> None:
    for path in (f"{job.path}/video", f"{job.path}/scenes/1/video"):
        whole = await recorder.send("HEAD", path)
        for headers in (
            {"Range": "bytes=0-99"},
            {"Range": "bytes=999999999-"},
            {"If-None-Match": whole.headers["etag"]},
            {"If-Match": '"another"'},
        ):
            await recorder.send("GET", path, headers=headers)
    await job.send("GET", "/scenes/1/video", query={"clip": "none"})
    await job.send("GET", "/scenes/1/video", query={"take": job.id})


async def _filmed_again(recorder: Recorder, job: RecordedJob) -> None:
    """Regenerate scenes by number and by part, and select the first take again."""
    await job.send("POST", "/scenes/1/regenerate", racing=True)
    await job.reach("completed")
    takes = (await job.send("GET", "/scenes/1/takes"))["takes"]
    await job.send("GET", "/scenes/1/video", query={"take": takes[0]["id"]})
    await job.act("regenerate_scene", sceneNumber=1, racing=True, feedback="A wide shot, calmer")
    await job.reach("completed")
    await job.send("GET", "/scenes/1")
    await job.send("POST", f"/scenes/1/takes/{takes[0]['id']}/select", racing=True)
    await job.reach("completed")
    await job.send("GET", "/scenes/1/takes")
    await job.regenerate_by_part("HOOK")
    await job.reach("completed")
    await job.regenerate_by_part("cta", headers={"Prefer": "respond-async"}, racing=True)
    await job.reach("completed")
    await job.regenerate_by_part("intro")
    await recorder.send("POST", BY_PART, {"session_id": "none", "scenario": "cta"})
    await job.send("GET", "/scenes")


async def _cut_again(job: RecordedJob, environment: Environment) -> None:
    """Reorder, edit, delete, restore and add scenes, and bring a clip: each makes another film."""
    ids = [scene["id"] for scene in (await job.send("GET", "/scenes"))["scenes"]]
    await job.send("PUT", "/scenes/order", {"scene_ids": ids[::-1]}, racing=True)
    await job.reach("completed")
    await job.send("PUT", "/scenes/1", {"script": "Slow coffee.", "duration": 1})
    await job.reach("completed")
    await job.send("DELETE", "/scenes/2", racing=True)
    await job.reach("completed")
    brought = {"status": "completed", "video_url": f"{environment.site.url}/clip.mp4", "provider_id": "mine-7"}
    await job.send("PUT", "/scenes/1", brought, racing=True)
    await job.reach("completed")
    await job.send("GET", "/scenes/1")
    await job.send("GET", "/scenes/1/takes")
    await job.send("POST", f"/scenes/{ids[0]}/restore", racing=True)
    await job.reach("completed")
    await job.send("POST", "/scenes", {"description": "A last look", "duration": 1}, racing=True)
    await job.reach("completed")
    await job.send("POST", "/scenes/batch", {"operations": [{"op": "delete", "scene": 3}]}, racing=True)
    await job.reach("completed")
    await job.send("GET")
