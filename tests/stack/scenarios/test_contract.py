"""The seed `002…`, from top to bottom."""

from collections import deque
from uuid import uuid4

from api.openapi import scenario_examples as examples
from tests.simulators.film import Script
from tests.stack.api.briefs import png
from tests.stack.scenarios.stage import Json, Stage, result, scenario, sent
from tests.stack.storage.site import answer as respond
from tests.stack.storage.site import running_site

EXAMPLE: Json = examples.BODY


async def test_the_seeds_own_example_is_saved_unchanged(stage: Stage) -> None:
    answer = await stage.http.post("/scenario/save", json=EXAMPLE)
    started = answer.json()
    task = await stage.done(started["task_id"])

    assert answer.status_code == 202
    assert started == {"task_id": started["task_id"], "status": "pending", "message": "Scenario save started"}
    assert task == examples.TASK | {
        "task_id": started["task_id"],
        "result": examples.TASK["result"] | {"scenario_id": task["result"]["scenario_id"]},
        "created_at": task["created_at"],
        "updated_at": task["updated_at"],
    }
    saved = await stage.scenario(task)
    scene = saved["scenes"][0]
    own = {name: saved[name] for name in ("id", "task_id", "created_at", "updated_at")}
    assert saved == examples.SAVED | own | {"scenes": [examples.SAVED["scenes"][0] | {"id": scene["id"]}]}


async def test_every_scene_but_the_first_gets_a_picture_that_is_charged(stage: Stage) -> None:
    user = await stage.user(credits=10)

    task = await stage.saved(user, scenario(5))

    assert task["progress"] == 100
    done = result(task)
    assert (done.scene_count, done.images_generated, done.images_skipped, done.images_failed) == (5, 4, 1, 0)
    assert (done.credits_charged, done.skipped_reason) == (8, None)
    assert await stage.account(user) == (2, 0)
    scenes = (await stage.scenario(task))["scenes"]
    assert [scene["status"] for scene in scenes] == ["pending", *["completed"] * 4]
    for scene in scenes[1:]:
        picture = await stage.http.get(scene["image_url"])
        assert picture.headers["content-type"] == "image/png"
        assert picture.content == stage.vendor.file(next(iter(stage.vendor.orders.values()))).read_bytes()
    expected = {
        f"generated-content/scenes/{part}_{scene['id']}.png"
        for part, scene in zip(("main", "main", "main", "cta"), scenes[1:], strict=True)
    }
    assert expected <= await stage.pictures()


async def test_the_first_scene_keeps_the_image_that_it_brings(stage: Stage) -> None:
    given = scenario(1)
    given["scenes"][0]["image_url"] = "https://example.com/first.png"

    task = await stage.saved(await stage.user(), given)

    scene = (await stage.scenario(task))["scenes"][0]
    assert (scene["status"], scene["image_url"]) == ("completed", "https://example.com/first.png")


async def test_credits_for_all_pictures_or_none(stage: Stage) -> None:
    user = await stage.user(credits=7)
    orders = stage.vendor.accepted.total()

    task = await stage.saved(user, scenario(5))

    done = result(task)
    assert (task["status"], done.images_generated, done.images_skipped, done.credits_charged) == ("completed", 0, 5, 0)
    assert done.skipped_reason == "insufficient_credits: 4 images cost 8 credits, and 7 are available"
    assert done.skipped_reason in task["message"]
    assert await stage.account(user) == (7, 0)
    assert stage.vendor.accepted.total() == orders


async def test_nothing_is_lost_and_scenes_are_counted_in_order(stage: Stage) -> None:
    given = scenario(3, campaign="spring", audio_script={"hook": "a", "main": "", "cta": "c", "voice": "Ada"})
    for scene, number in zip(given["scenes"], (30, 10, 20), strict=True):
        scene |= {"scene_number": number, "camera_notes": f"camera {number}", "product_reference_image_url": ""}

    task = await stage.saved(await stage.user(), given)

    saved = await stage.scenario(task)
    assert saved["script"] == "a\nc"
    assert saved["estimated_duration"] == 15
    assert saved["metadata"]["campaign"] == "spring"
    assert saved["metadata"]["audio_script"] == {"hook": "a", "cta": "c", "voice": "Ada"}
    assert [scene["scene_number"] for scene in saved["scenes"]] == [1, 2, 3]
    assert [scene["metadata"]["camera_notes"] for scene in saved["scenes"]] == ["camera 10", "camera 20", "camera 30"]
    assert saved["scenes"][0]["product_reference_image_url"] is None


async def test_the_reference_is_shown_to_the_vendor_and_one_out_of_reach_is_a_warning(stage: Stage) -> None:
    given = scenario(3)
    async with running_site() as site:
        given["scenes"][1]["product_reference_image_url"] = site.serve("/tin.png", respond(200, png(size=64)))
        given["scenes"][2]["product_reference_image_url"] = "http://169.254.169.254/product.jpg"
        task = await stage.saved(await stage.user(credits=4), given)

    _, shown, warned = (await stage.scenario(task))["scenes"]
    assert [scene["image_outcome"] for scene in (shown, warned)] == ["generated", "generated"]
    assert shown["warning"] is None
    assert warned["warning"].startswith("drawn without its product reference")
    bodies = {order.body["prompt"]: order.body for order in stage.vendor.orders.values()}
    assert len(bodies[shown["image_prompt"]]["image"]) == 1
    assert "image" not in bodies[warned["image_prompt"]]


async def test_one_failure_skips_one_scene(stage: Stage) -> None:
    user = await stage.user(credits=6)
    stage.vendor.ends.append(stage.vendor.filtered("not this picture"))

    task = await stage.saved(user, scenario(4))

    done = result(task)
    assert (task["status"], done.images_generated, done.images_failed, done.credits_charged) == ("completed", 2, 1, 4)
    assert await stage.account(user) == (2, 0)
    failed = next(s for s in (await stage.scenario(task))["scenes"] if s["image_outcome"] == "failed")
    assert failed["error"]["code"] == "input_rejected"
    assert (failed["status"], failed["image_url"]) == ("pending", None)


async def test_a_vendor_that_stays_away_skips_the_rest(stage: Stage) -> None:
    user = await stage.user(credits=6)
    stage.vendor.faults["refuse"].extend([stage.vendor.fails(503)] * 40)

    task = await stage.saved(user, scenario(4))

    done = result(task)
    assert (task["status"], done.images_generated, done.images_skipped, done.credits_charged) == ("completed", 0, 4, 0)
    assert done.skipped_reason is not None
    assert done.skipped_reason.startswith("image_provider_unavailable")
    assert await stage.account(user) == (6, 0)


async def test_a_vendor_that_refused_a_picture_meanwhile_was_not_away(stage: Stage) -> None:
    given, away = scenario(3), stage.vendor.fails(503)
    _, refused, drawn = (scene["image_prompt"] for scene in given["scenes"])
    stage.vendor.scripts[refused] = Script(
        {"refuse": deque([away])}, deque([stage.vendor.filtered("not this picture")])
    )
    stage.vendor.scripts[drawn] = Script({"refuse": deque([away, away])})

    task = await stage.saved(await stage.user(credits=4), given)

    done = result(task)
    assert (done.images_failed, done.images_generated, done.skipped_reason) == (1, 1, None)


async def test_cancelling_stops_paying_at_once_and_releases_what_is_held(stage: Stage) -> None:
    user = await stage.user(credits=6)
    ordered = stage.vendor.accepted.total()
    stage.vendor.slow.clear()
    task = await stage.save(user, scenario(4))
    await stage.vendor.until_ordered(ordered + 1)

    answer = await stage.http.delete(f"/scenario/save/tasks/{task}", headers={"Idempotency-Key": str(uuid4())})

    assert answer.json() == {"task_id": task, "status": "cancelled", "message": "Task cancelled"}
    assert await stage.account(user) == (6, 0)
    stage.vendor.slow.set()
    now = await stage.done(task)
    assert (now["status"], now["message"]) == ("cancelled", "Task cancelled")
    assert result(now).credits_charged == 0
    assert stage.vendor.accepted.total() == ordered + 1
    assert (await stage.http.delete(f"/scenario/save/tasks/{task}")).status_code == 409


async def test_a_task_that_is_over_cannot_be_cancelled(stage: Stage) -> None:
    task = await stage.saved(await stage.user(), scenario(1))

    answer = await stage.http.delete(f"/scenario/save/tasks/{task['task_id']}")

    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"


async def test_the_same_key_is_one_task(stage: Stage) -> None:
    body, key = sent(await stage.user(), scenario(1)), {"Idempotency-Key": str(uuid4())}

    first = await stage.http.post("/scenario/save", json=body, headers=key)
    second = await stage.http.post("/scenario/save", json=body, headers=key)

    assert second.json() == first.json()
    assert second.headers["Idempotency-Replayed"] == "true"
