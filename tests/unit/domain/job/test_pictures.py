"""A picture's id changes when the picture does, and only then."""

from domain.base import evolve
from domain.brief import AssetType, Brief
from domain.film_format import AspectRatio, Transition
from domain.job.job_asset import AssetStatus
from domain.job.model import Job
from domain.job.pictures import drawing_seed, preview_clip_id, preview_id, scene_picture_id, still_format
from domain.job.takes.take import TakeStatus
from tests.unit.domain import jobs


def test_before_there_is_a_storyboard_there_is_no_preview() -> None:
    assert preview_id(jobs.generating()) is None


def test_an_edit_changes_the_picture_of_its_scene_and_of_no_other() -> None:
    before = jobs.in_review()
    after = jobs.send(before, "scene_updated", scene=2, script="Another line.")
    assert _pictures(after)[1] != _pictures(before)[1]
    assert (_pictures(after)[0], _pictures(after)[2]) == (_pictures(before)[0], _pictures(before)[2])
    assert preview_id(after) != preview_id(before)


def test_another_order_is_another_preview_of_the_same_clips() -> None:
    before = jobs.in_review()
    reordered = tuple(scene.id for scene in reversed(before.active_scenes))
    after = jobs.send(before, "scenes_ordered", scene_ids=reordered)
    assert preview_id(after) != preview_id(before)
    assert {preview_clip_id(after, scene) for scene in after.scenes} == {
        preview_clip_id(before, scene) for scene in before.scenes
    }


def test_an_asset_that_is_fetched_changes_the_pictures_that_show_it() -> None:
    pending = jobs.asset()
    ready = evolve(pending, status=AssetStatus.READY, blob_key="assets/a", type=AssetType.IMAGE)
    job = jobs.in_review()
    first = job.active_scenes[0]
    job = job.with_scenes(evolve(first, text=evolve(first.text, assets=(pending.id,))))
    before, after = (_pictures(evolve(job, assets=(asset,))) for asset in (pending, ready))
    assert before[0] != after[0]
    assert before[1:] == after[1:]


def test_the_music_changes_the_preview_and_no_still() -> None:
    job = jobs.in_review()
    music = evolve(jobs.asset(), type=AssetType.AUDIO, role="music", status=AssetStatus.READY, blob_key="assets/a")
    with_music = evolve(job, assets=(music,))
    assert preview_id(with_music) != preview_id(job)
    assert _pictures(with_music) == _pictures(job)


def test_the_label_that_the_film_will_have_is_in_its_preview() -> None:
    job = jobs.in_review()
    labelled = evolve(job, brief=jobs.brief(aiLabel="corner"))
    assert preview_id(labelled) != preview_id(job)
    assert _pictures(labelled) == _pictures(job)


def test_approval_changes_no_picture_until_the_scene_is_filmed() -> None:
    reviewed = jobs.in_review()
    filming = jobs.send(reviewed, "approve_storyboard")
    assert _pictures(filming) == _pictures(reviewed)
    filmed = jobs.film(filming, 1)
    assert _pictures(filmed)[0] != _pictures(reviewed)[0]
    assert _pictures(filmed)[1:] == _pictures(reviewed)[1:]


def test_the_preview_is_drawn_as_the_animatic_films_it() -> None:
    reviewed = jobs.in_review()
    seeds = [drawing_seed(scene) for scene in reviewed.active_scenes]
    filming = jobs.send(reviewed, "approve_storyboard")
    assert seeds == [scene.take.seed for scene in filming.active_scenes if scene.take]


def test_a_take_has_a_picture_of_its_own() -> None:
    job = jobs.completed()
    scene = job.active_scenes[0]
    assert scene.take is not None
    again = jobs.send(job, "regenerate_scene", sceneNumber=1)
    assert scene_picture_id(again, again.active_scenes[0], scene.take) == scene_picture_id(job, scene)
    assert scene_picture_id(again, again.active_scenes[0]) != scene_picture_id(job, scene)


def test_a_still_has_the_films_shape_and_is_at_least_as_wide_as_asked() -> None:
    job = jobs.in_review()
    assert (still_format(job).width, still_format(job).height) == (360, 640)
    assert still_format(job, 361).width == 480
    assert still_format(job, 9_999).height == 1920
    wide = evolve(job, brief=_wide(job))
    assert (still_format(wide).width, still_format(wide).height) == (640, 360)


def test_a_shorter_scene_is_cut_anew_from_the_same_take() -> None:
    job = jobs.completed()
    shorter = jobs.send(job, "scene_updated", scene=1, duration=1.5)
    assert shorter.active_scenes[0].clip is not None
    assert shorter.active_scenes[0].clip.status is TakeStatus.DONE
    assert _pictures(shorter) == _pictures(job)
    assert preview_clip_id(shorter, shorter.active_scenes[0]) != preview_clip_id(job, job.active_scenes[0])


def test_another_transition_is_another_preview() -> None:
    job = jobs.completed()
    faded = jobs.send(job, "scene_updated", scene=2, transition=Transition.FADE)
    assert preview_id(faded) != preview_id(job)


def _pictures(job: Job) -> list[object]:
    return [scene_picture_id(job, scene) for scene in job.active_scenes]


def _wide(job: Job) -> Brief:
    return evolve(job.brief, ad_basics=evolve(job.brief.ad_basics, aspect_ratio=AspectRatio.WIDE))
