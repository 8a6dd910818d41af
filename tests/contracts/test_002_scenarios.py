"""Seed document `002…`, from top to bottom."""

from collections import deque
from uuid import uuid4

import pytest

from tests.harness import scenario_seed as seed
from tests.harness.api_bodies import png
from tests.harness.api_client import Json
from tests.harness.scenario_seed import save_body
from tests.harness.scenario_stack import ScenarioStack, result, scenario
from tests.simulators.film import Script
from tests.stack.storage.web_server import answer as respond
from tests.stack.storage.web_server import running_site

EXAMPLE: Json = seed.BODY


@pytest.fixture
def stack(scenario_stack: ScenarioStack) -> ScenarioStack:
    return scenario_stack


async def test_the_seeds_own_example_is_saved_unchanged(stack: ScenarioStack) -> None:
    answer = await stack.http.post("/scenario/save", json=EXAMPLE)
    started = answer.json()
    task = await stack.done(started["task_id"])

    assert answer.status_code == 202
    assert started == {"task_id": started["task_id"], "status": "pending", "message": "Scenario save started"}
    assert task == seed.TASK | {
        "task_id": started["task_id"],
        "result": seed.TASK["result"] | {"scenario_id": task["result"]["scenario_id"]},
        "created_at": task["created_at"],
        "updated_at": task["updated_at"],
    }
    saved = await stack.scenario(task)
    scene = saved["scenes"][0]
    own = {name: saved[name] for name in ("id", "task_id", "created_at", "updated_at")}
    assert saved == seed.SAVED | own | {"scenes": [seed.SAVED["scenes"][0] | {"id": scene["id"]}]}


async def test_every_scene_but_the_first_gets_a_picture_that_is_charged(stack: ScenarioStack) -> None:
    user = await stack.user(credits=10)

    task = await stack.saved(user, scenario(5))

    assert task["progress"] == 100
    done = result(task)
    assert (done.scene_count, done.images_generated, done.images_skipped, done.images_failed) == (5, 4, 1, 0)
    assert (done.credits_charged, done.skipped_reason) == (8, None)
    assert await stack.account(user) == (2, 0)
    scenes = (await stack.scenario(task))["scenes"]
    assert [scene["status"] for scene in scenes] == ["pending", *["completed"] * 4]
    for scene in scenes[1:]:
        picture = await stack.http.get(scene["image_url"])
        assert picture.headers["content-type"] == "image/png"
        assert picture.content == stack.vendor.file(next(iter(stack.vendor.orders.values()))).read_bytes()
    expected = {
        f"generated-content/scenes/{part}_{scene['id']}.png"
        for part, scene in zip(("main", "main", "main", "cta"), scenes[1:], strict=True)
    }
    assert expected <= await stack.pictures()


async def test_the_first_scene_keeps_its_own_image(stack: ScenarioStack) -> None:
    given = scenario(1)
    given["scenes"][0]["image_url"] = "https://example.com/first.png"

    task = await stack.saved(await stack.user(), given)

    scene = (await stack.scenario(task))["scenes"][0]
    assert (scene["status"], scene["image_url"]) == ("completed", "https://example.com/first.png")


async def test_credits_are_held_for_all_images_or_for_none(stack: ScenarioStack) -> None:
    user = await stack.user(credits=7)
    orders = stack.vendor.accepted.total()

    task = await stack.saved(user, scenario(5))

    done = result(task)
    assert (task["status"], done.images_generated, done.images_skipped, done.credits_charged) == ("completed", 0, 5, 0)
    assert done.skipped_reason == "insufficient_credits: 4 images cost 8 credits, and 7 are available"
    assert done.skipped_reason in task["message"]
    assert await stack.account(user) == (7, 0)
    assert stack.vendor.accepted.total() == orders


async def test_unknown_fields_are_kept_and_scenes_are_numbered_in_order(stack: ScenarioStack) -> None:
    given = scenario(3, campaign="spring", audio_script={"hook": "a", "main": "", "cta": "c", "voice": "Ada"})
    for scene, number in zip(given["scenes"], (30, 10, 20), strict=True):
        scene |= {"scene_number": number, "camera_notes": f"camera {number}", "product_reference_image_url": ""}

    task = await stack.saved(await stack.user(), given)

    saved = await stack.scenario(task)
    assert saved["script"] == "a\nc"
    assert saved["estimated_duration"] == 15
    assert saved["metadata"]["campaign"] == "spring"
    assert saved["metadata"]["audio_script"] == {"hook": "a", "cta": "c", "voice": "Ada"}
    assert [scene["scene_number"] for scene in saved["scenes"]] == [1, 2, 3]
    assert [scene["metadata"]["camera_notes"] for scene in saved["scenes"]] == ["camera 10", "camera 20", "camera 30"]
    assert saved["scenes"][0]["product_reference_image_url"] is None


async def test_the_reference_is_shown_to_the_vendor_and_one_out_of_reach_is_a_warning(stack: ScenarioStack) -> None:
    given = scenario(3)
    async with running_site() as site:
        given["scenes"][1]["product_reference_image_url"] = site.serve("/tin.png", respond(200, png(size=64)))
        given["scenes"][2]["product_reference_image_url"] = "http://169.254.169.254/product.jpg"
        task = await stack.saved(await stack.user(credits=4), given)

    _, shown, warned = (await stack.scenario(task))["scenes"]
    assert [scene["image_outcome"] for scene in (shown, warned)] == ["generated", "generated"]
    assert shown["warning"] is None
    assert warned["warning"].startswith("drawn without its product reference")
    bodies = {order.body["prompt"]: order.body for order in stack.vendor.orders.values()}
    assert len(bodies[shown["image_prompt"]]["image"]) == 1
    assert "image" not in bodies[warned["image_prompt"]]


async def test_one_failure_skips_one_scene(stack: ScenarioStack) -> None:
    user = await stack.user(credits=6)
    stack.vendor.ends.append(stack.vendor.filtered("not this picture"))

    task = await stack.saved(user, scenario(4))

    done = result(task)
    assert (task["status"], done.images_generated, done.images_failed, done.credits_charged) == ("completed", 2, 1, 4)
    assert await stack.account(user) == (2, 0)
    failed = next(s for s in (await stack.scenario(task))["scenes"] if s["image_outcome"] == "failed")
    assert failed["error"]["code"] == "input_rejected"
    assert (failed["status"], failed["image_url"]) == ("pending", None)


async def test_a_vendor_that_stays_unavailable_skips_the_remaining_images(stack: ScenarioStack) -> None:
    user = await stack.user(credits=6)
    stack.vendor.faults["refuse"].extend([stack.vendor.fails(503)] * 40)

    task = await stack.saved(user, scenario(4))

    done = result(task)
    assert (task["status"], done.images_generated, done.images_skipped, done.credits_charged) == ("completed", 0, 4, 0)
    assert done.skipped_reason is not None
    assert done.skipped_reason.startswith("image_provider_unavailable")
    assert await stack.account(user) == (6, 0)


async def test_a_refusal_in_between_shows_that_the_vendor_is_available(stack: ScenarioStack) -> None:
    given, away = scenario(3), stack.vendor.fails(503)
    _, refused, drawn = (scene["image_prompt"] for scene in given["scenes"])
    stack.vendor.scripts[refused] = Script(
        {"refuse": deque([away])}, deque([stack.vendor.filtered("not this picture")])
    )
    stack.vendor.scripts[drawn] = Script({"refuse": deque([away, away])})

    task = await stack.saved(await stack.user(credits=4), given)

    done = result(task)
    assert (done.images_failed, done.images_generated, done.skipped_reason) == (1, 1, None)


async def test_cancelling_stops_charges_at_once_and_releases_the_hold(stack: ScenarioStack) -> None:
    user = await stack.user(credits=6)
    ordered = stack.vendor.accepted.total()
    stack.vendor.slow.clear()
    task = await stack.save(user, scenario(4))
    await stack.vendor.until_ordered(ordered + 1)

    answer = await stack.http.delete(f"/scenario/save/tasks/{task}", headers={"Idempotency-Key": str(uuid4())})

    assert answer.json() == {"task_id": task, "status": "cancelled", "message": "Task cancelled"}
    assert await stack.account(user) == (6, 0)
    stack.vendor.slow.set()
    now = await stack.done(task)
    assert (now["status"], now["message"]) == ("cancelled", "Task cancelled")
    assert result(now).credits_charged == 0
    assert stack.vendor.accepted.total() == ordered + 1
    assert (await stack.http.delete(f"/scenario/save/tasks/{task}")).status_code == 409


async def test_a_task_that_is_over_cannot_be_cancelled(stack: ScenarioStack) -> None:
    task = await stack.saved(await stack.user(), scenario(1))

    answer = await stack.http.delete(f"/scenario/save/tasks/{task['task_id']}")

    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"


async def test_the_same_idempotency_key_makes_one_task(stack: ScenarioStack) -> None:
    body, key = save_body(scenario(1), await stack.user()), {"Idempotency-Key": str(uuid4())}

    first = await stack.http.post("/scenario/save", json=body, headers=key)
    second = await stack.http.post("/scenario/save", json=body, headers=key)

    assert second.json() == first.json()
    assert second.headers["Idempotency-Replayed"] == "true"
