"""The time that scenes get for what is said in them."""

from decimal import Decimal

import pytest

from domain.brief import AdBasics, Brief, Context, Production
from domain.film_format import Transition, frames
from domain.job.sound.narration import FASTEST, LEAD, TAIL
from domain.job.storyboard import MAX_SCENE_SECONDS, MIN_SCENE_SECONDS, Scenario, SceneText, ShotType
from domain.language.speaking_time import speaking_seconds
from domain.rules.storyboard.script_fit import LONGEST_FILM, fit_to_scripts, need_of

SHORT = "One minute."
LONG = "Your kitchen deserves better than a kettle that screams. Meet the quiet one, from Brewly."


def brief(*, voice: str | None = "local", may_grow: bool = False) -> Brief:
    production = Production(voice=voice, max_cost=Decimal(1))
    basics = AdBasics(product_name="Tea", language="en")
    return Brief(context=Context(client_id="acme"), ad_basics=basics, production=production, may_grow=may_grow)


def scenes(*written: tuple[float, str]) -> tuple[SceneText, ...]:
    usual = {
        "scenario": Scenario.HOOK,
        "description": "A kettle",
        "shot_type": ShotType.WIDE,
        "transition": Transition.CUT,
    }
    return tuple(SceneText(duration=seconds, script=script, **usual) for seconds, script in written)


def lengths(fitted: tuple[SceneText, ...]) -> list[int]:
    return [frames(scene.duration) for scene in fitted]


def test_scenes_with_time_for_their_scripts_stay_as_they_are() -> None:
    board = scenes((4, SHORT), (7, LONG), (4, ""))

    assert fit_to_scripts(board, brief()) == board


def test_a_scene_gets_time_from_scenes_that_have_more_than_they_need() -> None:
    fitted = fit_to_scripts(scenes((8, SHORT), (3, LONG), (4, "")), brief())

    assert sum(lengths(fitted)) == frames(15)
    assert fitted[1].duration >= LEAD + speaking_seconds(LONG, "en") + TAIL
    assert fitted[0].duration > fitted[2].duration


@pytest.mark.parametrize("voice", [None, "none"])
def test_a_film_without_a_voice_keeps_its_scenes(voice: str | None) -> None:
    board = scenes((1, LONG), (8, SHORT))

    assert fit_to_scripts(board, brief(voice=voice)) == board


def test_a_film_grows_if_its_client_named_no_length() -> None:
    fitted = fit_to_scripts(scenes((2, LONG), (2, LONG), (2, LONG)), brief(may_grow=True))

    assert sum(lengths(fitted)) > frames(15)
    assert all(length >= need_of(LONG, "en").natural for length in lengths(fitted))
    assert sum(lengths(fitted)) % frames(0.5) == 0


def test_a_film_does_not_grow_beyond_the_longest() -> None:
    fitted = fit_to_scripts(scenes(*[(20, LONG * 6)] * 7), brief(may_grow=True))

    assert sum(lengths(fitted)) == LONGEST_FILM


def test_lines_are_played_faster_where_the_film_may_not_grow() -> None:
    natural, least = need_of(LONG, "en").natural, need_of(LONG, "en").least
    film = (natural + least) / 30

    fitted = fit_to_scripts(scenes((1, LONG), (film - 1, LONG)), brief())

    assert sum(lengths(fitted)) == frames(film)
    assert all(least <= length <= natural for length in lengths(fitted))


def test_what_does_not_fit_even_so_is_shared_by_need() -> None:
    fitted = fit_to_scripts(scenes((2, LONG), (2, SHORT), (2, LONG)), brief())

    assert sum(lengths(fitted)) == frames(6)
    assert fitted[0].duration > fitted[1].duration >= MIN_SCENE_SECONDS
    assert abs(lengths(fitted)[0] - lengths(fitted)[2]) <= 1


def test_the_last_scene_keeps_the_time_for_the_films_card() -> None:
    board = scenes((4, LONG), (5, LONG), (5, SHORT))

    assert fit_to_scripts(board, brief(), has_card=True)[-1].duration >= 3
    assert fit_to_scripts(board, brief())[-1].duration < 3


def test_no_scene_is_longer_than_a_scene_may_be() -> None:
    fitted = fit_to_scripts(scenes((30, LONG * 22), (30, SHORT), (30, SHORT)), brief())

    assert sum(lengths(fitted)) == frames(90)
    assert fitted[0].duration == MAX_SCENE_SECONDS


def test_a_script_needs_least_when_it_is_played_as_fast_as_it_may_be() -> None:
    need = need_of(LONG, "English")

    assert need.least == pytest.approx((LEAD + TAIL) * 30 + (need.natural - (LEAD + TAIL) * 30) / FASTEST, abs=2)
