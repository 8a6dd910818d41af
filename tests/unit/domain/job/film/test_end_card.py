"""Which card a film ends with, how long it is, and when a film with another one is another film."""

from typing import Any

import pytest

from domain.base import evolve
from domain.brief import AssetType, Brand
from domain.film_format import FPS
from domain.job.film.end_card import (
    LONGEST,
    SHORTEST,
    corner_logo,
    end_card_assets,
    end_card_frames,
    shown_beside_scenes,
)
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.pictures import preview_id
from domain.rules.results import mark_asset_lost
from tests.unit.domain import jobs


def stored(role: str, name: str | None = None, type: AssetType = AssetType.IMAGE) -> JobAsset:
    return evolve(
        jobs.asset(name or role),
        role=role,
        type=type,
        status=AssetStatus.READY,
        blob_key=f"assets/{role}",
        content_type="image/png",
    )


def finished(*assets: JobAsset, **production: Any) -> Job:
    """A completed job with these assets, and `logo` and `endCard` as the API fills them in."""
    chosen = {"logo": "end_card", "endCard": "auto", **production}
    return evolve(jobs.completed(), assets=assets, brief=jobs.brief(**chosen))


@pytest.mark.parametrize(("seconds", "frames"), [(20.0, LONGEST), (7.5, LONGEST), (6.0, 60), (3.0, SHORTEST), (2.9, 0)])
def test_the_card_is_at_most_a_third_of_the_last_scene_and_two_and_a_half_seconds(seconds: float, frames: int) -> None:
    assert end_card_frames(round(seconds * FPS)) == frames


def test_a_card_of_the_client_comes_before_one_of_the_logo() -> None:
    card, logo = stored("End card"), stored("logo")

    assert end_card_assets(finished(logo, card)) == (card, logo)
    assert end_card_assets(finished(logo)) == (None, logo)
    assert end_card_assets(finished(stored("product"))) == (None, None)


def test_the_card_is_switched_by_the_brief_and_briefs_of_before_have_none() -> None:
    card, logo = stored("end_card"), stored("logo")

    assert end_card_assets(finished(card, logo, endCard="none")) == (None, None)
    assert end_card_assets(finished(card, logo, logo="none")) == (card, None)
    assert end_card_assets(evolve(finished(card, logo), brief=jobs.brief())) == (None, None)


def test_the_logo_is_in_the_corner_only_if_that_is_asked_for() -> None:
    logo = stored("logo")

    assert corner_logo(finished(logo, logo="corner")) == logo
    assert corner_logo(finished(logo)) is None
    assert shown_beside_scenes(finished(logo, logo="corner")) == (logo,)
    assert shown_beside_scenes(finished(logo, logo="none")) == ()


def test_another_card_is_another_film_and_another_preview() -> None:
    one, other = finished(stored("logo")), finished(stored("logo", "another logo"))

    assert len({one.film_id, other.film_id, finished().film_id, finished(stored("logo"), endCard="none").film_id}) == 3
    assert len({preview_id(each) for each in (one, other, finished())}) == 3


def test_other_colours_of_the_brand_are_another_film_if_it_has_a_card() -> None:
    def coloured(job: Job, *colours: str) -> Job:
        creative = evolve(job.brief.creative, brand=Brand(colors=colours))
        return evolve(job, brief=evolve(job.brief, creative=creative))

    job = finished(stored("logo"))

    assert coloured(job, "#102030").film_id != coloured(job, "#302010").film_id
    assert coloured(finished(), "#102030").film_id == finished().film_id


def test_a_logo_that_is_lost_from_storage_makes_the_film_no_other() -> None:
    job = finished(stored("logo"))

    assert mark_asset_lost(job, job.assets[0].id).film_id == job.film_id
