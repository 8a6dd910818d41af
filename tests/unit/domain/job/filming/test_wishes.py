"""What a clip wishes of its model, and where it begins."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.base import evolve
from domain.brief import AssetType
from domain.job.filming.choices import Filming, SceneAudio
from domain.job.filming.first_frame import FirstFrame
from domain.job.filming.wishes import Beginning, assets_of, beginning_of, wished_references, wishes_of
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.pending_work import WorkKind, pending_work
from domain.job.scene import Scene
from domain.job.takes.vendor_file import FileStatus
from domain.vendors.video_capabilities import VideoCapabilities, Wishes
from tests.unit.domain.jobs import NOW, asset, generating, in_review, send, some_id, write


def picture(name: str, role: str) -> JobAsset:
    return evolve(asset(name), status=AssetStatus.READY, blob_key=f"assets/{name}", role=role)


HERO, PACK, PLACE = picture("hero", "hero"), picture("pack", "Product"), picture("place", "background")
REEL = evolve(picture("reel", "product"), type=AssetType.VIDEO)
GONE = evolve(picture("gone", "product"), status=AssetStatus.FAILED, blob_key=None)


def job_of(*assets: JobAsset, **production: Any) -> Job:
    return write(generating(*assets, **production), "one")


def filmed(job: Job, *assets: JobAsset, **choices: Any) -> tuple[Job, Scene]:
    """The job whose scene shows the assets and is filmed so."""
    scene = job.active_scenes[0]
    shown = tuple(each.id for each in assets)
    text = evolve(scene.text, assets=shown, filming=Filming(**choices) if choices else None)
    job = job.with_scenes(evolve(scene, text=text))
    return job, job.active_scenes[0]


def able(**abilities: Any) -> VideoCapabilities:
    known: dict[str, Any] = {"seconds": (4.0, 6.0, 8.0), "sizes": ("16:9", "9:16")}
    return VideoCapabilities(provider="zeta", model="zeta-1", as_of=date(2026, 12, 1), **known | abilities)


def first_frame(job: Job, status: FileStatus = FileStatus.DONE) -> FirstFrame:
    scene = job.active_scenes[0]
    return FirstFrame(
        id=some_id("first frame"),
        scene_id=scene.id,
        number=1,
        request="draw",
        text=scene.text,
        seed=1,
        provider="images",
        model="image-1",
        price=Decimal("0.05"),
        status=status,
        key="first-frames/1.jpg" if status is FileStatus.DONE else None,
        created_at=NOW,
    )


def test_a_scene_as_usual_wishes_no_sound_its_length_and_size() -> None:
    job, scene = filmed(job_of(HERO))

    assert wishes_of(job, scene.text, able(), has_first_frame=False) == Wishes(silence=True, seconds=4, size="9:16")


@pytest.mark.parametrize(
    ("voice", "chosen", "wishes"),
    [
        ("local", None, Wishes(silence=True)),
        ("none", None, Wishes(silence=True)),
        ("local", SceneAudio.VOICEOVER, Wishes(silence=True)),
        ("none", SceneAudio.OFF, Wishes(silence=True)),
        ("local", SceneAudio.NATIVE, Wishes(audio=True)),
    ],
)
def test_a_models_own_sound_is_only_wished_if_it_is_asked_for(
    voice: str, chosen: SceneAudio | None, wishes: Wishes
) -> None:
    job, scene = filmed(job_of(voice=voice), audio=chosen)

    found = wishes_of(job, scene.text, able(), has_first_frame=False)

    assert (found.audio, found.silence) == (wishes.audio, wishes.silence)


def test_a_scene_wishes_what_it_chooses() -> None:
    job, scene = filmed(job_of(HERO, PACK), references=(PACK.id, HERO.id, PACK.id), last_frame=HERO.id, seed=7)

    found = wishes_of(job, scene.text, able(), has_first_frame=True)

    assert found == Wishes(
        silence=True, first_frame=True, last_frame=True, references=2, seed=True, seconds=4, size="9:16"
    )


@pytest.mark.parametrize(
    ("production", "chosen", "shown"),
    [
        ("none", None, ()),
        ("product", None, (HERO.id, PACK.id)),
        ("product", (), ()),
        ("product", (PLACE.id,), (PLACE.id,)),
        ("none", (PLACE.id, HERO.id), (PLACE.id, HERO.id)),
    ],
)
def test_references_are_the_scenes_choice_or_else_the_pictures_of_the_product(
    production: str, chosen: Any, shown: tuple[Any, ...]
) -> None:
    job = job_of(HERO, PLACE, PACK, REEL, GONE, references=production)
    _, scene = filmed(job, references=chosen)

    assert wished_references(job, scene.text) == shown


@pytest.mark.parametrize(
    ("abilities", "draws", "begins"),
    [
        ({}, True, Beginning.STILL),
        ({}, False, Beginning.TEXT),
        ({"references": 3}, True, Beginning.STILL),
        ({"references": 3, "references_exclude_frames": True}, True, Beginning.TEXT),
        ({"references": 3, "references_exclude_frames": True, "first_frame_required": True}, True, Beginning.STILL),
        ({"references": 3, "references_exclude_frames": True, "reference_seconds": (8.0,)}, True, Beginning.STILL),
        ({"references": 3, "references_exclude_frames": True, "reference_sizes": ("16:9",)}, True, Beginning.STILL),
        ({"first_frame": False}, True, Beginning.TEXT),
    ],
)
def test_a_still_is_drawn_unless_references_take_its_place(
    abilities: dict[str, Any], draws: bool, begins: Beginning
) -> None:
    job, scene = filmed(job_of(HERO), references=(HERO.id,))

    assert beginning_of(job, scene, scene.text, able(**abilities), draws_stills=draws) is begins


def test_a_scene_begins_from_its_own_picture_whatever_its_references_are() -> None:
    job, scene = filmed(job_of(HERO), HERO, references=(HERO.id,))
    model = able(references=3, references_exclude_frames=True)

    assert beginning_of(job, scene, scene.text, model, draws_stills=True) is Beginning.PICTURE


def test_the_chosen_first_frame_comes_before_the_scenes_own_picture() -> None:
    job, scene = filmed(job_of(HERO), HERO)
    job = job.with_first_frame(first_frame(job)).with_scenes(evolve(scene, first_frame_id=some_id("first frame")))

    scene = job.active_scenes[0]
    assert beginning_of(job, scene, scene.text, able(), draws_stills=True) is Beginning.FIRST_FRAME


def test_a_first_frame_that_is_not_drawn_is_none() -> None:
    job, scene = filmed(job_of())
    failed = first_frame(job, FileStatus.FAILED)
    job = job.with_first_frame(failed).with_scenes(evolve(scene, first_frame_id=failed.id))

    scene = job.active_scenes[0]
    assert beginning_of(job, scene, scene.text, able(), draws_stills=True) is Beginning.STILL


def test_a_take_waits_for_every_picture_that_filming_needs() -> None:
    coming, ending = asset("coming"), asset("ending")
    job = send(in_review("one"), "approve_storyboard")
    scene = job.active_scenes[0]
    assert scene.take
    text = evolve(scene.text, filming=Filming(references=(coming.id,), last_frame=ending.id))
    waiting = evolve(job, assets=(coming, ending)).with_take(evolve(scene.take, text=text))

    assert assets_of(waiting, text) == (coming.id, ending.id)
    for missing in (coming, ending):
        there = [each if each.id == missing.id else evolve(each, status=AssetStatus.READY) for each in waiting.assets]
        kinds = [work.kind for work in pending_work(evolve(waiting, assets=tuple(there))).work]
        assert WorkKind.FILM not in kinds
    ready = tuple(evolve(each, status=AssetStatus.READY) for each in waiting.assets)
    assert WorkKind.FILM in [work.kind for work in pending_work(evolve(waiting, assets=ready)).work]
