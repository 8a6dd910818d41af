"""What a manifest tells of what was added to a film's footage."""

from typing import Any

from api.schemas.manifest.view import manifest_view
from domain.base import evolve
from domain.brief import AssetType
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.sound.music import MusicBed
from domain.job.sound.soundtrack import Soundtrack
from domain.job.takes.left_out import Ingredient, LeftOut
from tests.unit.domain import jobs
from tests.unit.domain.spoken_jobs import with_choices

MADE = ("style", "key", "tempo", "seed")


def finishing_of(job: Job, *left_out: LeftOut, soundtrack: Soundtrack | None = None) -> Any:
    assert job.film
    job = evolve(job, film=evolve(job.film, soundtrack=soundtrack, left_out=left_out))
    return manifest_view(job, {}, {}, "1").model_dump(mode="json", by_alias=True)["film"]["finishing"]


def stored(role: str, type: AssetType = AssetType.IMAGE) -> JobAsset:
    return evolve(jobs.asset(role), role=role, type=type, status=AssetStatus.READY, content_type="image/png")


def with_card(*assets: JobAsset) -> Job:
    return with_choices(evolve(jobs.completed(), assets=assets), logo="end_card", end_card="auto")


def test_a_bed_is_named_with_all_that_it_takes_to_make_it_again() -> None:
    bed = MusicBed(name="Warm piano, 92 bpm", style="warm", tempo=92, seed=7, tonic="D")

    music = finishing_of(jobs.completed(), soundtrack=Soundtrack(bed=bed))["music"]

    assert {name: music[name] for name in MADE} == {"style": "warm", "key": bed.key, "tempo": 92.0, "seed": 7}
    assert (music["name"], music["licence"], music["asset"]) == ("Warm piano, 92 bpm", "CC0-1.0", None)


def test_music_of_the_client_is_an_asset_and_of_no_style_of_ours() -> None:
    song = stored("music", AssetType.AUDIO)

    music = finishing_of(evolve(jobs.completed(), assets=(song,)), soundtrack=Soundtrack(music=song.id))["music"]

    assert music["asset"] == str(song.id)
    assert [music[name] for name in MADE] == [None] * len(MADE)


def test_the_end_card_is_made_of_the_clients_card_else_of_the_logo() -> None:
    card, logo = stored("end_card"), stored("logo")

    assert finishing_of(with_card(card, logo))["endCard"] == [str(card.id)]
    assert finishing_of(with_card(logo))["endCard"] == [str(logo.id)]


def test_what_was_left_out_of_the_film_is_no_part_of_its_end_card() -> None:
    card, logo = stored("end_card"), stored("logo")
    no_card = LeftOut(what=Ingredient.END_CARD, reason="gone", asset=card.id)
    no_logo = LeftOut(what=Ingredient.LOGO, reason="gone", asset=logo.id)
    too_short = LeftOut(what=Ingredient.END_CARD, reason="its last scene is too short for it")

    assert finishing_of(with_card(card, logo), no_card)["endCard"] == [str(logo.id)]
    assert finishing_of(with_card(card, logo), no_card, no_logo)["endCard"] == []
    assert finishing_of(with_card(card, logo), too_short)["endCard"] == []
