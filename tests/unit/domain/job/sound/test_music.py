"""Which music a film has."""

from domain.base import evolve
from domain.brief import AssetType, Brief
from domain.errors import ErrorInfo
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.pictures import preview_id
from domain.job.sound.music import bed_of
from domain.rules.results import mark_asset_lost
from tests.unit.domain import jobs


def with_music(job: Job, choice: str | None, mood: str = "") -> Job:
    brief = jobs.brief(**({"music": choice} if choice else {}))
    given = brief.model_dump(by_alias=True)
    given["creative"] = {"direction": {"mood": mood}}
    return evolve(job, brief=Brief.model_validate(given))


def song(name: str = "song") -> JobAsset:
    return evolve(
        jobs.asset(name), type=AssetType.AUDIO, role="music", status=AssetStatus.READY, blob_key=f"assets/{name}"
    )


def test_a_film_without_a_clients_music_has_a_bed_that_suits_its_mood() -> None:
    bed = bed_of(with_music(jobs.completed(), "auto", "bold and energetic"))
    assert bed is not None
    assert bed.style == "energetic"
    assert bed.name.startswith("Full Speed, ")
    assert bed.key.endswith(" minor")
    assert bed.licence == "CC0-1.0"


def test_the_same_job_always_has_the_same_bed() -> None:
    job = with_music(jobs.completed(), "auto", "calm")
    assert bed_of(job) == bed_of(job)
    assert job.film_id == with_music(jobs.completed(), "auto", "calm").film_id


def test_a_clients_music_is_played_instead() -> None:
    job = with_music(jobs.completed(), "auto")
    assert bed_of(evolve(job, assets=(song(),))) is None


def test_music_of_a_client_that_cannot_be_had_leaves_the_film_to_the_bed() -> None:
    job = with_music(jobs.completed(), "auto")
    lost = evolve(song(), error=ErrorInfo(code="asset_lost", message="gone"))
    assert bed_of(evolve(job, assets=(lost,))) is not None


def test_a_film_whose_music_is_lost_later_is_no_other_film() -> None:
    music = evolve(song(), content_type="audio/mpeg")
    for choice in ("auto", "asset"):
        job = evolve(with_music(jobs.completed(), choice), assets=(music,))
        lost = mark_asset_lost(job, music.id)
        assert lost.film_id == job.film_id
        assert (bed_of(lost) is not None) is (choice == "auto")


def test_films_of_before_and_those_that_want_none_have_no_bed() -> None:
    assert bed_of(jobs.completed()) is None
    assert bed_of(with_music(jobs.completed(), "none")) is None
    assert bed_of(with_music(jobs.completed(), "asset")) is None


def test_another_music_is_another_film_and_another_preview() -> None:
    job = jobs.completed()
    variants = [
        with_music(job, "auto", "calm"),
        with_music(job, "auto", "bold"),
        with_music(job, "none"),
        evolve(with_music(job, "auto"), assets=(song(),)),
        evolve(with_music(job, "auto"), assets=(song("another"),)),
    ]
    assert len({each.film_id for each in variants}) == len(variants)
    assert len({preview_id(each) for each in variants}) == len(variants)


def test_films_of_before_keep_their_ids() -> None:
    job = jobs.completed()
    assert evolve(job, assets=(song(),)).film_id == job.film_id


def test_a_bed_says_how_far_each_cut_is_from_a_beat() -> None:
    job = with_music(jobs.completed(), "auto")
    bed = bed_of(job)
    assert bed is not None
    assert len(bed.off) == len(job.active_scenes) - 1
    assert all(0 <= each < 30 / bed.tempo + 0.001 for each in bed.off)
