"""Jobs before filming: pending, generating scenes, failed while planning, in review, rejected."""

from dataclasses import replace

from tests.contracts.recorded_answers.jobs import NOBODY, Environment, RecordedJob
from tests.contracts.recorded_answers.recorder import Json, Recorder

_TOO_LONG = {"duration": 180}
"""More seconds than two scenes can fill, so that planning fails."""

_AT_ONCE = 10
"""How many updates of one workflow Temporal keeps waiting."""


async def pending(recorder: Recorder, environment: Environment) -> None:
    """Record a job while no worker runs."""
    with environment.stack.frozen_worker():
        job = await RecordedJob.created(recorder)
        others = [await RecordedJob.created(recorder) for _ in range(3)]
        await recorder.record_concurrently(*(replace(request, may_be_busy=True) for request in job.reads()))
        for at, some_job in enumerate((job, *others)):
            part = some_job.changes()[at * _AT_ONCE : (at + 1) * _AT_ONCE]
            await recorder.record_concurrently(*(replace(request, may_be_busy=True) for request in part))
    await job.in_review()
    await job.send("GET")


async def generating_scenes(recorder: Recorder, environment: Environment) -> None:
    """Record a job whose asset is still being fetched."""
    url = f"{environment.site.url}/held/picture.png"
    job = await RecordedJob.created(recorder, creative={"assets": [{"url": url, "name": "Cup", "role": "hero"}]})
    await job.until(lambda now: now["status"] == "generating_scenes")
    await job.send_reads()
    await job.send_changes(leave_out=["cancel", "DELETE"])
    await job.act("cancel")
    await job.send("GET")
    await job.send("DELETE")


async def failed(recorder: Recorder, _: Environment) -> None:
    job = await RecordedJob.created(recorder, adBasics=_TOO_LONG)
    await job.reach("failed")
    await job.send_reads()
    await job.send_changes(leave_out=["cancel", "DELETE", "regenerate_all_scenes"])
    await job.act("regenerate_all_scenes", racing=True)
    await job.reach("failed")
    await job.send("GET")
    await job.act("cancel")
    await job.send("DELETE")


async def storyboard_review(recorder: Recorder, environment: Environment) -> None:
    """Record a job in review: reads, refusals, and changes of its scenes."""
    asset = {"url": f"{environment.site.url}/picture.png", "name": "Cup", "role": "product"}
    lost = {"url": f"{environment.site.url}/nothing.png", "name": "Lost", "role": "logo"}
    job = await RecordedJob.created(recorder, creative={"assets": [asset, lost]})
    found = await job.in_review()
    await job.send_reads()
    await _refused(job)
    await _changed(job, [scene["id"] for scene in found["scenes"]])
    await _noted(job)
    await _drawn(job)
    await job.send("PATCH", "", {"production": {"maxCost": 0.5}})
    await job.send("GET", "/estimate")
    await job.send("PATCH", "", {"production": {"maxCost": None}})
    await _other_assets(job, found["assets"])
    await job.send("GET", "/storyboards")
    await _shared(job)
    await job.send("DELETE")
    await job.send("GET")


async def _refused(job: RecordedJob) -> None:
    send = job.send
    for name in ("approve_storyboard", "reject_storyboard"):
        await job.act(name, storyboardRevision=7)
    await job.act("reject_storyboard", feedback=" ")
    await job.act("regenerate_scene", sceneNumber=9)
    await job.act("retry_failed_scenes")
    await job.act("finish_without_failed")
    await send("POST", "/actions", {"action": "sleep"})
    await send("POST", "/actions", {"action": "cancel", "why": "x"})
    await send("PATCH", "", {"production": {"maxCost": "much"}})
    await send("POST", "/restore")
    await send("PUT", "/scenes/order", {"scene_ids": [NOBODY]})
    await send("PUT", "/scenes/1", {"script": "New"}, headers={"If-Match": '"7"'})
    await send("PUT", "/scenes/1", {"script": "New"}, headers={"If-Match": "seven"})
    for refused in ({"duration": 99}, {"colour": "red"}, {"status": "processing"}, {"status": "completed"}):
        await send("PUT", "/scenes/1", refused)
    await send("PUT", "/scenes/1", {"assets": [NOBODY]})
    await send("PUT", "/scenes/1", {"video_url": "http://127.0.0.1:1/clip.mp4"})
    await send("PUT", "/scenes/9", {"script": "New"})
    await send("POST", "/scenes", {"description": " "})
    await send("POST", "/scenes", {"description": "A cup", "after": 9})
    operations = [{"op": "update", "scene": 1, "script": "Kept out"}, {"op": "delete", "scene": 9}]
    await send("POST", "/scenes/batch", {"operations": operations})
    await send("POST", "/scenes/batch", {"operations": [{"op": "sing", "scene": 1}]})
    await send("POST", "/scenes/batch", {"operations": []})
    await send("DELETE", "/scenes/9")
    await send("GET", "/scenes/not-a-scene")
    await send("GET", f"/scenes/{NOBODY}")
    await send("POST", f"/scenes/{NOBODY}/restore")
    await send("POST", "/scenes/1/restore")
    await send("POST", f"/scenes/1/takes/{NOBODY}/select")
    await send("POST", "/scenes/9/regenerate")
    await send("PUT", "/scenes/1", {"filming": {"lastFrame": NOBODY}})
    await send("POST", "/finish", {"sceneNumbers": [1]})
    await send("POST", "/scenes/1/finish")
    await send("PATCH", "", {"production": {"fallback": ["animatic", "replicate"]}})
    await job.regenerate_by_part("hook")


async def _changed(job: RecordedJob, scenes: list[str]) -> None:
    send = job.send
    change = {"script": "Slow coffee.", "shot_type": "wide", "transition": "crossfade", "metadata": {"note": 1}}
    await send("PUT", "/scenes/1", change, headers={"If-Match": '"1"'})
    await send("PUT", f"/scenes/{scenes[0]}", {"provider_id": "mine-1"})
    added = await send(
        "POST", "/scenes", {"description": "A cup on a sill", "after": 1, "duration": 2, "camera": "still"}
    )
    ids = [scenes[0], added["scene"]["id"], *scenes[1:]]
    await send("PUT", "/scenes/order", {"scene_ids": [ids[1], ids[0], *ids[2:]]})
    await send("DELETE", "/scenes/1")
    await send("GET", "/scenes")
    await send("POST", f"/scenes/{ids[1]}/restore")
    operations = [{"op": "delete", "scene": ids[1]}, {"op": "update", "scene": ids[0], "dialog": "Good morning"}]
    await send("POST", "/scenes/batch", {"operations": operations})
    await send("PUT", f"/scenes/{ids[0]}", {"filming": {"audio": "native", "references": []}})
    await send("PATCH", "", {"production": {"references": "product", "fallback": ["animatic"]}})
    await send("GET")
    await send("PUT", f"/scenes/{ids[0]}", {"filming": {}})
    await send("PATCH", "", {"production": {"references": "none", "fallback": []}})


async def _drawn(job: RecordedJob) -> None:
    """Have the first frame of the last scene drawn, read it, and let the scene begin from none."""
    number = (await job.until(bool))["scenes"][-1]["sceneNumber"]
    await job.send("POST", "/first-frames", {"sceneNumbers": [99]})
    await job.send("PUT", f"/scenes/{number}/first-frame", {"firstFrameId": NOBODY})
    order = {"sceneNumbers": [number], "feedback": "Warmer light"}
    await job.send("POST", "/first-frames", order, racing=True)
    drawn = await job.until(lambda now: now["firstFrames"]["drawn"])
    frame = drawn["scenes"][-1]["firstFrame"]["id"]
    await job.send("GET", "/first-frames")
    await job.send("GET", f"/first-frames/{frame}")
    await job.send("GET", f"/scenes/{number}/first-frames")
    await job.send("GET", f"/scenes/{number}/still")
    await job.send("GET", "/estimate")
    await job.send("PUT", f"/scenes/{number}/first-frame", {"firstFrameId": frame})
    await job.send("PUT", f"/scenes/{number}/first-frame", {"firstFrameId": None})


async def _shared(job: RecordedJob) -> None:
    """Make a review link, list it, and revoke it."""
    link = (await job.send("POST", "/review-links", {"permission": "approve", "label": "For the client"}))["data"]
    await job.send("GET", "/review-links")
    await job.send("DELETE", f"/review-links/{link['id']}")


async def _noted(job: RecordedJob) -> None:
    """Add notes, change, export and delete one, and name some that cannot be used as feedback."""
    note = (await job.send("POST", "/notes", {"text": "Closer to the cup", "author": "Ann", "sceneNumber": 2}))["data"]
    await job.send("POST", "/notes", {"text": "-1 s", "firstFrame": 4})
    await job.send("POST", "/notes", {"text": "-1 s"})
    await job.send("PATCH", f"/notes/{note['id']}", {"status": "resolved"})
    await job.send("PATCH", f"/notes/{note['id']}", {})
    await job.send("GET", "/notes", query={"status": "resolved"})
    await job.send("GET", "/notes", query={"format": "csv"})
    await job.send("GET", "/notes", query={"format": "edl"})
    for unusable in (note["id"], NOBODY):
        await job.send("POST", "/scenes/2/regenerate", {"note_ids": [unusable]})
    await job.send("DELETE", f"/notes/{note['id']}")


async def _other_assets(job: RecordedJob, assets: list[Json]) -> None:
    """Rename one, take the one away that could not be fetched, and give the whole list again."""
    await job.send("PATCH", f"/assets/{assets[0]['id']}", {"name": "The cup"})
    await job.send("DELETE", f"/assets/{assets[1]['id']}")
    await job.send("PATCH", "", {"creative": {"assets": [{"id": assets[0]["id"], "role": "hero"}]}})
    await job.send("PATCH", "", {"creative": {"assets": [{"id": NOBODY}]}})
    await job.send("PATCH", f"/assets/{assets[0]['id']}", {"id": assets[0]["id"], "url": "http://127.0.0.1:1/x"})


async def rejected(recorder: Recorder, _: Environment) -> None:
    """Record each way to have a storyboard written again."""
    job = await RecordedJob.created(recorder)
    await job.in_review()
    await job.act("reject_storyboard", storyboardRevision=1, racing=True)
    await job.in_review(2)
    await job.send("GET")
    await job.act("regenerate_all_scenes", racing=True)
    await job.in_review(3)
    await job.act("regenerate_scene", racing=True)
    await job.in_review(4)
    await job.send("POST", "/scenes/2/regenerate", {"feedback": "Shorter words"}, racing=True)
    await job.in_review(5)
    await job.send("POST", "/scenes/batch", {"operations": [{"op": "regenerate", "scene": 2}]}, racing=True)
    await job.in_review(6)
    await job.send_reads()
