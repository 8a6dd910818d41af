"""A note on the film becomes the feedback of another take, through the whole stack."""

from tests.harness.stack import Stack, scenes_path


async def test_a_note_at_a_frame_has_its_scene_filmed_again_and_names_the_take(stack: Stack) -> None:
    job = await stack.completed()
    notes = f"/api/v3/jobs/{job.id}/notes"
    note = (await stack.post(notes, {"text": "warmer light please", "firstFrame": 0}, 201))["data"]

    await stack.post(f"{scenes_path(job)}/{note['sceneNumber']}/regenerate", {"note_ids": [note["id"]]})

    after = await stack.until(job, lambda now: now.film != job.film)
    scene = after.scene(job.active_scenes[0].id)
    assert scene.clip is not None
    assert "warmer" in (scene.text.lighting + scene.text.description).lower()
    (answered,) = (await stack.get(notes))["data"]
    assert (answered["status"], answered["answeredBy"]["takeId"]) == ("resolved", str(scene.clip.id))
    assert answered["filmId"] != str(after.film_id)
    assert "of an earlier cut] anonymous: warmer light please" in (await stack.http.get(f"{notes}?format=edl")).text
