"""What an end card is made of, fetched."""

from pathlib import Path
from typing import Any

from activities.job.finishing.end_card import fetch_end_card, named
from domain.base import evolve
from domain.brief import Brand
from domain.job.job_asset import JobAsset
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient, LeftOut
from tests.unit.domain.job.film.test_end_card import finished, stored


def ending(job: Job, seconds: float = 8, call: str = " Order yours ", brand: Brand | None = None) -> Job:
    """Return the job with a last scene of that length, and these words in its brief."""
    last = job.active_scenes[-1]
    job = job.with_scenes(evolve(last, text=evolve(last.text, duration=seconds)))
    basics = evolve(job.brief.ad_basics, call_to_action=call, brand_name="Morrow")
    creative = evolve(job.brief.creative, brand=brand)
    return evolve(job, brief=evolve(job.brief, ad_basics=basics, creative=creative))


async def fetch(_: JobAsset, into: Path) -> bool:
    into.write_bytes(b"a picture")
    return True


async def lose(*_: Any) -> bool:
    return False


async def test_a_card_has_the_logo_the_call_to_action_and_the_brands_colours(tmp_path: Path) -> None:
    brand = Brand(colors=("#102030",), font="Inter")

    card, left_out = await fetch_end_card(ending(finished(stored("logo")), brand=brand), fetch, tmp_path)

    assert card
    assert card.logo
    assert card.logo.read_bytes() == b"a picture"
    assert (card.frames, card.words, card.name) == (75, "Order yours", "Morrow")
    assert (card.colours, card.font, card.pictures, card.picture) == (("#102030",), "Inter", (), None)
    assert left_out == ()


async def test_without_colours_in_the_brief_the_product_is_looked_at(tmp_path: Path) -> None:
    card, _ = await fetch_end_card(ending(finished(stored("logo"), stored("product"))), fetch, tmp_path)

    assert card
    assert len(card.pictures) == 1


async def test_a_film_without_logo_and_card_ends_as_its_last_scene_does(tmp_path: Path) -> None:
    assert await fetch_end_card(ending(finished(stored("product"))), fetch, tmp_path) == (None, ())


async def test_a_last_scene_that_is_too_short_has_no_card_and_that_is_said(tmp_path: Path) -> None:
    card, (left_out,) = await fetch_end_card(ending(finished(stored("logo")), seconds=2), fetch, tmp_path)

    assert card is None
    assert (left_out.what, left_out.asset) == (Ingredient.END_CARD, None)


async def test_a_logo_that_is_gone_is_left_out_and_the_name_is_in_its_place(tmp_path: Path) -> None:
    job = ending(finished(stored("logo")))

    card, (left_out,) = await fetch_end_card(job, lose, tmp_path)

    assert card
    assert (card.logo, card.name) == (None, "Morrow")
    assert (left_out.what, left_out.asset) == (Ingredient.LOGO, job.assets[0].id)


def test_what_is_left_out_of_a_card_is_said_of_its_asset() -> None:
    job = finished(stored("end_card"), stored("logo"))
    card, logo = job.assets

    parts = [LeftOut(what=what, reason="broken") for what in (Ingredient.END_CARD, Ingredient.LOGO, Ingredient.LABEL)]

    assert [named(job, part).asset for part in parts] == [card.id, logo.id, None]


async def test_burned_captions_go_on_over_the_card_unless_it_says_the_same(tmp_path: Path) -> None:
    job = ending(finished(stored("logo"), captions="burned"), call="Order yours today")

    async def captions(script: str) -> tuple[str, ...]:
        last = job.active_scenes[-1]
        spoken = job.with_scenes(evolve(last, text=evolve(last.text, script=script)))
        card, _ = await fetch_end_card(spoken, fetch, tmp_path)
        assert card
        return tuple(line.text for line in card.captions)

    assert await captions("Slow coffee. For fast mornings.") == ("Slow coffee. For fast mornings.",)
    assert await captions("Slow coffee for fast mornings. Order yours today!") == ()
