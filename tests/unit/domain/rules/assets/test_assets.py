"""Taking assets away from a job, replacing them, and what follows for its scenes and its film."""

from typing import Any
from uuid import UUID

import pytest

from domain.base import evolve
from domain.brief import AssetRef, AssetRole, AssetType
from domain.errors import Conflict, Invalid, NotFound
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job, JobStatus, Stage
from domain.job.pending_work import WorkKind, pending_work
from domain.job.progress import stage
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.rules import results
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.results import StoredAsset
from tests.unit.domain.jobs import (
    ERROR,
    MODEL_CHOICE,
    NOW,
    asset,
    cancelled,
    clip_of,
    completed,
    failed_cutting,
    failed_planning,
    film_of,
    filming,
    generating,
    in_review,
    order,
    send,
    some_id,
    take_of,
    text,
)

SONG = evolve(asset("song"), type=AssetType.AUDIO, role=AssetRole.MUSIC, status=AssetStatus.READY)
TIN, CUP = (evolve(asset(name), status=AssetStatus.READY) for name in ("tin", "cup"))
OTHER = evolve(asset("other"), status=AssetStatus.READY, source_url=None)
FETCHED = StoredAsset(type=AssetType.AUDIO, content_type="audio/mpeg", size=7, blob_key="assets/new")


def having(job: Job, *assets: JobAsset) -> Job:
    """The job with these assets, which its brief names by their URLs. Its first scene shows the pictures."""
    refs = tuple(AssetRef(url=each.source_url, name=each.name, role=each.role) for each in assets)
    creative = evolve(job.brief.creative, assets=refs)
    job = evolve(job, assets=assets, brief=evolve(job.brief, creative=creative))
    pictures = tuple(each.id for each in assets if each.type is AssetType.IMAGE)
    if not job.active_scenes:
        return job
    first = job.active_scenes[0]
    job = job.with_scenes(evolve(first, text=evolve(first.text, assets=pictures)))
    if first.take:
        job = job.with_take(evolve(first.take, text=evolve(first.text, assets=pictures)))
    return job.with_storyboard(evolve(job.storyboards[-1], scenes=job.storyboard_scenes))


def sent(job: Job, action: str, *stored: JobAsset, request: str = "now", **fields: Any) -> Job:
    message = parse_message(action, fields)
    return decide(job, message, request, NOW, MODEL_CHOICE, {each.id: each for each in stored})


def shown_in_first_scene(job: Job) -> tuple[UUID, ...]:
    return job.active_scenes[0].text.assets


def test_removed_music_is_cut_out_of_the_film_by_itself() -> None:
    before = having(completed(), SONG, TIN)

    job = sent(before, "asset_removed", asset=str(SONG.id))

    assert job.assets == (TIN,)
    assert [ref.url for ref in job.brief.creative.assets] == [TIN.source_url]
    assert (job.status, job.film_is_stale) == (JobStatus.PROCESSING, True)
    assert [work.kind for work in pending_work(job).work] == [WorkKind.CUT]
    assert results.apply_film(job, film_of(job)).status is JobStatus.COMPLETED


def test_films_of_jobs_whose_ingredients_never_changed_keep_their_ids() -> None:
    assert completed().film_id == UUID("d2e9b347-c0e7-5ad3-89da-2fc5ffa0e67d")


def test_a_removed_picture_leaves_the_scenes_text_and_the_film_as_it_is() -> None:
    job = sent(having(completed(), SONG, TIN, CUP), "asset_removed", asset=str(TIN.id))

    assert shown_in_first_scene(job) == (CUP.id,)
    assert job.active_scenes[0].is_stale
    assert job.active_scenes[0].revision == 2
    assert (job.status, job.film_is_stale) == (JobStatus.COMPLETED, False)


def test_a_scene_is_not_stale_without_the_picture_that_its_clip_lacks() -> None:
    job = having(filming(), TIN, CUP)
    missing = LeftOut(what=Ingredient.PICTURE, reason="it cannot be opened", asset=TIN.id)
    take = take_of(job)
    job = results.mark_prepared(
        results.mark_filmed(order(job, 1), take.id, "original", (missing,)), take.id, clip_of(take)
    )

    assert not sent(job, "asset_removed", asset=str(TIN.id)).active_scenes[0].is_stale
    assert sent(job, "asset_removed", asset=str(CUP.id)).active_scenes[0].is_stale


def test_in_review_a_change_of_pictures_makes_a_new_storyboard() -> None:
    before = having(in_review(), SONG, TIN)

    assert sent(before, "asset_removed", asset=str(TIN.id)).revision == before.revision + 1
    assert sent(before, "asset_removed", asset=str(SONG.id)).revision == before.revision


def test_another_file_by_url_is_fetched_and_then_cut_into_the_film() -> None:
    job = sent(having(completed(), SONG), "asset_changed", asset=str(SONG.id), url="https://example.com/calm")

    (new,) = job.assets
    assert (new.name, new.role, new.status, new.source_url) == (
        SONG.name,
        AssetRole.MUSIC,
        AssetStatus.PENDING,
        "https://example.com/calm",
    )
    assert [(work.kind, work.id) for work in pending_work(job).work] == [(WorkKind.INGEST, str(new.id))]
    assert stage(job) is Stage.INGESTING_ASSETS
    assert [work.kind for work in pending_work(results.mark_asset_ready(job, new.id, FETCHED)).work] == [WorkKind.CUT]
    failed = results.mark_asset_failed(job, new.id, ERROR)
    assert [work.kind for work in pending_work(failed).work] == [WorkKind.CUT]


def test_a_stored_asset_takes_the_place_of_another_in_its_scenes() -> None:
    job = sent(having(completed(), TIN, CUP), "asset_changed", OTHER, asset=str(TIN.id), id=str(OTHER.id))

    assert shown_in_first_scene(job) == (OTHER.id, CUP.id)
    assert [each.id for each in job.assets] == [OTHER.id, CUP.id]
    assert job.status is JobStatus.COMPLETED


def test_a_completed_job_fetches_a_picture_and_keeps_its_film() -> None:
    before = having(completed(), TIN)

    job = sent(before, "asset_changed", asset=str(TIN.id), url="https://example.com/new")
    assert [work.kind for work in pending_work(job).work] == [WorkKind.INGEST]
    job = results.mark_asset_ready(job, job.assets[0].id, FETCHED)
    assert before.film
    assert results.apply_film(job, before.film) == evolve(job, status=JobStatus.COMPLETED)


def test_an_asset_that_becomes_music_is_cut_into_the_film() -> None:
    before = having(completed(), evolve(SONG, role="reference"))

    assert sent(before, "asset_changed", asset=str(SONG.id), role="music").film_is_stale
    assert sent(before, "asset_changed", asset=str(SONG.id), role="Music").film_is_stale
    assert not sent(before, "asset_changed", asset=str(SONG.id), name="another").film_is_stale


def test_a_whole_list_keeps_what_it_names_again_and_replaces_what_it_does_not() -> None:
    before = having(completed(), SONG, TIN, CUP)
    refs = [
        {"url": SONG.source_url, "role": "music"},
        {"url": "https://example.com/new", "name": "New tin", "role": "product"},
        {"id": str(CUP.id)},
    ]

    job = sent(before, "assets_replaced", assets=refs)

    assert (job.assets[0].id, job.assets[2].id) == (SONG.id, CUP.id)
    assert job.assets[1].status is AssetStatus.PENDING
    assert shown_in_first_scene(job) == (job.assets[1].id, CUP.id)
    assert not job.film_is_stale
    assert sent(job, "assets_replaced", request="later", assets=refs) == job


def test_an_asset_that_failed_is_fetched_again_when_its_url_is_named_again() -> None:
    lost = evolve(TIN, status=AssetStatus.FAILED, error=ERROR)

    job = sent(having(in_review(), lost), "assets_replaced", assets=[{"url": TIN.source_url}])

    assert job.assets[0].id != TIN.id
    assert job.assets[0].status is AssetStatus.PENDING
    assert shown_in_first_scene(job) == (job.assets[0].id,)


def test_an_empty_list_takes_all_assets_away() -> None:
    job = sent(having(completed(), SONG, TIN), "assets_replaced", assets=[])

    assert (job.assets, shown_in_first_scene(job), job.film_is_stale) == ((), (), True)


def test_a_cut_that_failed_is_tried_again_with_other_ingredients() -> None:
    job = sent(having(failed_cutting(), SONG), "asset_removed", asset=str(SONG.id))

    assert (job.status, job.error) == (JobStatus.PROCESSING, None)
    assert [work.kind for work in pending_work(job).work] == [WorkKind.CUT]


def test_a_job_that_failed_while_it_was_planned_stays_failed() -> None:
    assert sent(having(failed_planning(), TIN), "asset_removed", asset=str(TIN.id)).status is JobStatus.FAILED


def test_a_take_waits_for_the_new_picture_of_its_scene_and_other_takes_do_not() -> None:
    job = sent(having(in_review(), TIN), "asset_changed", asset=str(TIN.id), url="https://example.com/new")
    job = send(job, "approve_storyboard")

    kinds = [work.kind for work in pending_work(job).work]
    assert kinds == [WorkKind.INGEST, WorkKind.FILM, WorkKind.FILM]
    fetched = results.mark_asset_ready(job, job.assets[0].id, FETCHED)
    assert [work.kind for work in pending_work(fetched).work] == [WorkKind.FILM] * 3


def test_a_take_that_is_not_ordered_films_the_picture_that_takes_the_place_of_its_own() -> None:
    """It may wait for a picture whose URL is wrong, or for days for its vendor: nobody pays for a film without it."""
    fetching = evolve(TIN, status=AssetStatus.PENDING)
    job = sent(having(filming(), fetching, CUP), "asset_changed", asset=str(TIN.id), url="https://example.com/new")

    assert take_of(job).text == job.active_scenes[0].text
    assert shown_in_first_scene(job) == (job.assets[0].id, CUP.id)
    assert [work.kind for work in pending_work(job).work] == [WorkKind.INGEST, WorkKind.FILM, WorkKind.FILM]


def test_a_take_that_is_ordered_keeps_the_text_that_it_was_ordered_with() -> None:
    before = order(having(filming(), TIN), 1)

    job = sent(before, "asset_changed", OTHER, asset=str(TIN.id), id=str(OTHER.id))

    assert take_of(job) == take_of(before)
    assert shown_in_first_scene(job) == (OTHER.id,)


def test_a_text_that_is_rewritten_meanwhile_loses_the_removed_asset() -> None:
    job = having(completed(), TIN)
    job = send(job, "regenerate_scene", sceneNumber=2, feedback="calmer")
    job = sent(job, "asset_removed", asset=str(TIN.id))
    rewritten = evolve(text("calm"), assets=(TIN.id,))

    job = results.apply_rewrite(job, take_of(job, 2).id, rewritten)

    assert job.active_scenes[1].text.assets == ()


def test_an_asset_of_a_scene_that_is_being_rewritten_stays_until_that_is_done() -> None:
    job = send(having(completed(), TIN), "regenerate_scene", sceneNumber=1, feedback="calmer")

    with pytest.raises(Invalid, match="scene 1 uses the asset and is being rewritten"):
        sent(job, "asset_removed", asset=str(TIN.id))


@pytest.mark.parametrize(
    ("action", "fields", "error", "why"),
    [
        ("asset_removed", {"asset": some_id("none")}, NotFound, f"it has {TIN.id}"),
        ("asset_changed", {"asset": some_id("none"), "name": "x"}, NotFound, "no asset"),
        ("asset_changed", {"asset": TIN.id, "id": some_id("none")}, Invalid, "upload it first"),
        ("assets_replaced", {"assets": [{"id": some_id("none")}]}, Invalid, r"assets\[0\]"),
        ("assets_replaced", {"assets": [{"id": TIN.id}, {"id": TIN.id}]}, Invalid, "name each once"),
    ],
)
def test_an_asset_that_is_not_there_or_named_twice_is_refused(
    action: str, fields: dict[str, Any], error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        sent(having(in_review(), TIN), action, **fields)


def test_an_asset_that_could_not_be_fetched_is_not_taken() -> None:
    failed = evolve(OTHER, status=AssetStatus.FAILED, error=ERROR)

    with pytest.raises(Invalid, match="could not be fetched"):
        sent(having(in_review(), TIN), "asset_changed", failed, asset=str(TIN.id), id=str(OTHER.id))


def test_a_cancelled_job_keeps_its_assets() -> None:
    with pytest.raises(Conflict):
        sent(having(cancelled(), TIN), "asset_removed", asset=str(TIN.id))


def test_an_asset_that_is_being_fetched_can_be_taken_away() -> None:
    job = sent(having(generating(), asset("slow")), "asset_removed", asset=str(some_id("slow")))

    assert [work.kind for work in pending_work(job).work] == [WorkKind.PLAN]
