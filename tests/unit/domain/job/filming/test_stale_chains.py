"""Scenes that begin where the one before them ended, and are stale when that ends elsewhere."""

from typing import Any

import pytest

from domain.job.filming.chains import (
    continues_another_take,
)
from domain.job.pending_work import WorkKind, pending_work
from domain.rules import results
from domain.rules.scenes.scenes import UPLOAD
from tests.unit.domain.job.filming.chained_jobs import completed_chained, refilm, stale_scenes
from tests.unit.domain.jobs import (
    fail,
    film,
    send,
    take_of,
)


def test_replacing_the_scene_before_makes_its_follower_stale_and_films_nothing_again() -> None:
    job = completed_chained(2, 3)
    cost = job.cost

    job = send(job, "regenerate_scene", sceneNumber=1)
    assert stale_scenes(job) == [], "its clip of before is still the one in the film"
    job = film(job, 1)

    assert stale_scenes(job) == [2], "the third still begins where the second ends"
    assert [work.kind for work in pending_work(job).work] == [WorkKind.CUT]
    assert job.cost == cost + take_of(job, 1).cost


def test_a_take_that_fails_in_place_of_the_one_before_makes_nothing_stale() -> None:
    job = fail(send(completed_chained(2), "regenerate_scene", sceneNumber=1), 1)

    assert stale_scenes(job) == []


def test_choosing_another_take_of_the_scene_before_makes_its_follower_stale_and_choosing_back_heals_it() -> None:
    job = completed_chained(2)
    first = take_of(job, 1)
    job = refilm(job, 1)
    assert stale_scenes(job) == [2]

    job = send(job, "take_selected", scene=1, take=str(first.id))

    assert stale_scenes(job) == []


def test_a_clip_uploaded_for_the_scene_before_makes_its_follower_stale() -> None:
    job = send(completed_chained(2), "scene_updated", scene=1, status="completed", videoUrl="https://example.com/a.mp4")
    take = take_of(job, 1)
    assert take.provider == UPLOAD
    job = results.mark_filmed(job, take.id, "uploaded.mp4")
    job = results.mark_prepared(job, take.id, results.PreparedClip(working_key="w", frames=60, size=1, has_sound=False))

    assert stale_scenes(job) == [2]


@pytest.mark.parametrize(
    ("action", "fields", "stale"),
    [
        ("scene_deleted", {"scene": 1}, [2]),
        ("scene_added", {"after": 1, "description": "between"}, [3]),
        ("scene_deleted", {"scene": 3}, []),
    ],
)
def test_another_scene_before_it_makes_a_follower_stale(action: str, fields: dict[str, Any], stale: list[int]) -> None:
    assert stale_scenes(send(completed_chained(2), action, **fields)) == stale


def test_another_order_of_scenes_makes_a_follower_stale() -> None:
    job = completed_chained(2)
    one, two, three = (str(scene.id) for scene in job.active_scenes)

    assert stale_scenes(send(job, "scenes_ordered", sceneIds=[one, three, two])) == [3]
    assert stale_scenes(send(job, "scenes_ordered", sceneIds=[three, one, two])) == []


def test_another_length_of_the_scene_before_makes_its_follower_stale_and_the_same_one_heals_it() -> None:
    job = send(completed_chained(2), "scene_updated", scene=1, duration=1.5)
    assert stale_scenes(job) == [2]
    assert stale_scenes(send(job, "scene_updated", scene=1, duration=2)) == []

    again = film(send(job, "regenerate_scene", sceneNumber=2), 2)
    assert (take_of(again, 2).chained_frames, stale_scenes(again)) == (45, [])


def test_a_stale_follower_that_is_regenerated_begins_at_the_new_end_and_makes_its_own_follower_stale() -> None:
    job = refilm(completed_chained(2, 3), 1)

    job = refilm(job, 2)

    assert take_of(job, 2).chained_from == take_of(job, 1).id
    assert stale_scenes(job) == [3]


def test_a_follower_whose_scene_is_not_to_follow_any_more_is_stale_by_its_text() -> None:
    job = send(completed_chained(2), "scene_updated", scene=2, filming={})

    assert stale_scenes(job) == [2]
    assert not continues_another_take(job, job.active_scenes[1])
    again = send(job, "regenerate_scene", sceneNumber=2)
    assert take_of(film(again, 2), 2).chained_from is None
