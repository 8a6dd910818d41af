"""Users' credits, and saved scenarios with their pictures."""

import asyncio
import json
from typing import Any

from tests.contracts.recorded_answers.jobs import JOBS, NOBODY, Environment, brief
from tests.contracts.recorded_answers.recorder import Json, Recorder
from tests.contracts.recorded_answers.simulated_services import HELD_PICTURE

CREDITS = "/api/v3/credits"
SAVE = "/scenario/save"
SAVED = "/api/v3/scenarios"


async def credits(recorder: Recorder, _: Environment) -> None:
    account, send = f"{CREDITS}/teams/a user", recorder.send
    await send("GET", account)
    await send("GET", f"{account}/entries")
    await send("POST", f"{account}/grants", {"amount": 20, "reason": "Welcome"}, headers={"Idempotency-Key": "one"})
    await send("POST", f"{account}/grants", {"amount": 20, "reason": "Welcome"}, headers={"Idempotency-Key": "one"})
    await send("POST", f"{account}/grants", {"amount": 5})
    for refused in ({"amount": 0}, {"amount": "many", "why": ""}, {}):
        await send("POST", f"{account}/grants", refused)
    await send("GET", account)
    page = await send("GET", f"{account}/entries", query={"limit": "1"})
    await send("GET", f"{account}/entries", query={"limit": "1", "cursor": page.json()["nextCursor"]})
    await send("GET", f"{account}/entries", query={"limit": "1000"})


async def saved_scenarios(recorder: Recorder, environment: Environment) -> None:
    send, rich, poor = recorder.send, "user with credits", "user without credits"
    await send("POST", f"{CREDITS}/{rich}/grants", {"amount": 7})
    task = await _saved(recorder, rich, _scenario(environment))
    await send("GET", f"{CREDITS}/{rich}")
    await send("GET", f"{CREDITS}/{rich}/entries")
    await send("DELETE", f"{SAVE}/tasks/{task['task_id']}")
    await _saved(recorder, poor, _scenario(environment, resolution="1920:1080"))
    await send("GET", f"{CREDITS}/{poor}")
    for refused in ("{", "[]", "{}", json.dumps({"title": "A", "scenes": [{"scene_number": 1}, {"scene_number": 1}]})):
        await send("POST", SAVE, _body(rich, refused))
    await send("POST", SAVE, {"user_id": ""})
    await send("GET", f"{SAVE}/tasks/{NOBODY}")
    await send("DELETE", f"{SAVE}/tasks/{NOBODY}")
    await send("GET", f"{SAVED}/{NOBODY}")
    await _job_of(recorder, task["result"]["scenario_id"])
    await _cancelled(recorder, environment)


async def _saved(recorder: Recorder, user: str, scenario: Json) -> Json:
    """Return the task once it is over."""
    response = await recorder.send("POST", SAVE, _body(user, json.dumps(scenario)))
    task = f"{SAVE}/tasks/{response.json()['task_id']}"
    found = await recorder.until(task, lambda now: now["status"] in ("completed", "failed"))
    await recorder.send("GET", task)
    await recorder.send("GET", f"{SAVED}/{found['result']['scenario_id']}")
    return found


async def _job_of(recorder: Recorder, scenario: str) -> None:
    """Record a job whose storyboard is the saved scenario."""
    order = {name: part for name, part in brief(recorder).items() if name in ("context", "production")}
    job = await recorder.send("POST", JOBS, {"scenarioId": scenario, **order}, racing=True)
    path = f"{JOBS}/{job.json()['data']['id']}"
    await recorder.until(path, lambda now: _is_in_review_with_its_assets(now["data"]))
    await recorder.send("GET", path)
    await recorder.send("GET", f"{path}/storyboards")


def _is_in_review_with_its_assets(job: Json) -> bool:
    return job["status"] == "storyboard_review" and all(asset["status"] == "ready" for asset in job["assets"])


async def _cancelled(recorder: Recorder, environment: Environment) -> None:
    """Record a task that is cancelled while a picture is drawn."""
    user, send = "user who cancels", recorder.send
    await send("POST", f"{CREDITS}/{user}/grants", {"amount": 10})
    scenes = [{"scene_number": 1}, {"scene_number": 2, "image_prompt": HELD_PICTURE}]
    response = await send("POST", SAVE, _body(user, json.dumps({"title": "Evening", "scenes": scenes})))
    while not environment.vendor.sold(HELD_PICTURE):
        await asyncio.sleep(0.2)
    task = f"{SAVE}/tasks/{response.json()['task_id']}"
    await send("GET", f"{CREDITS}/{user}")
    await send("DELETE", task)
    await send("DELETE", task)
    await send("GET", task, racing=True)
    await recorder.until(f"{CREDITS}/{user}", lambda now: now["held"] == 0)
    await send("GET", f"{CREDITS}/{user}")


def _body(user: str, scenario: str) -> Json:
    return {"short_id": "short_456", "user_id": user, "scenario": scenario}


def _scenario(environment: Environment, **more: Any) -> Json:
    first = {
        "scene_number": 1,
        "description": "A cup",
        "duration": 4,
        "image_url": f"{environment.site.url}/picture.png",
    }
    drawn = [
        {
            "scene_number": number,
            "duration": 4,
            "image_prompt": f"Picture {number}",
            "visual_prompt": "Steam",
            "mood": 1,
        }
        for number in (2, 3)
    ]
    return {
        "title": "Morning",
        "scenes": [first, *drawn],
        "audio_script": {"hook": "Hear this", "cta": "Buy", "hashtags": ["#cup"]},
        "detected_demographics": {"demographic_context": "Commuters"},
        "style": "calm",
        **more,
    }
