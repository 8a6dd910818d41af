"""The price table of this version."""

from collections.abc import Mapping
from decimal import Decimal
from importlib import import_module

import pytest

from domain.ports.speech import SpeechModel
from domain.ports.video_and_image import ImageModel, VideoModel
from providers.common.prices import read_prices
from providers.common.video_models import all_video_models
from providers.registry import IMAGE, VIDEO, VOICES, Registry

Models = Registry[VideoModel] | Registry[ImageModel] | Registry[SpeechModel]


def models_of(registry: Models, name: str) -> tuple[str, ...]:
    """What the adapter offers; it needs no key for that."""
    module = import_module(registry.module(name))
    (models,) = {
        each.models
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, VideoModel | ImageModel | SpeechModel)
        and each.__module__ == module.__name__
    }
    return tuple(models)


@pytest.mark.parametrize("name", list(VIDEO))
def test_every_model_that_films_has_a_price(name: str) -> None:
    assert_priced(models_of(VIDEO, name), read_prices(None).video[name])


@pytest.mark.parametrize("name", list(IMAGE))
def test_every_model_that_draws_has_a_price(name: str) -> None:
    assert_priced(models_of(IMAGE, name), read_prices(None).image[name])


@pytest.mark.parametrize("name", list(VOICES))
def test_every_model_that_speaks_has_a_price(name: str) -> None:
    assert_priced(models_of(VOICES, name), read_prices(None).voice[name])


def assert_priced(models: tuple[str, ...], prices: Mapping[str, object]) -> None:
    assert set(models) == set(prices), "a model without a price is not ordered under a limit"


def test_a_clip_costs_its_seconds_and_a_model_not_in_the_table_has_no_price() -> None:
    prices = read_prices(None)

    assert prices.clip("runway", "gen4.5", 5) == Decimal("0.6")
    assert prices.clip("runway", "gen4.5", 5, has_sound=True) == Decimal("0.6")
    assert prices.clip("runway", "veo3.1", 8) == Decimal("1.6")
    assert prices.clip("runway", "veo3.1", 8, has_sound=True) == Decimal("3.2")
    assert prices.clip("runway", "gen9", 5) is None
    assert prices.picture("hal", "9000") is None


def test_a_clip_for_a_film_of_1080p_may_cost_more_than_one_for_720p() -> None:
    prices = read_prices(None)

    assert prices.clip("runway", "seedance2", 5, is_large=False) == Decimal("1.8")
    assert prices.clip("runway", "seedance2", 5, is_large=True) == Decimal("4.5")


@pytest.mark.parametrize("has_sound", [False, True], ids=["silent", "with sound"])
def test_a_draft_is_made_by_a_cheaper_model_of_the_same_provider(has_sound: bool) -> None:
    prices = read_prices(None)
    drafts = [model for models in all_video_models().values() for model in models.values() if model.draft]

    assert drafts
    for model in drafts:
        assert model.draft in all_video_models()[model.provider]
        cheap = prices.second(model.provider, model.draft or "", has_sound=has_sound)
        full = prices.second(model.provider, model.model, has_sound=has_sound)
        assert cheap is not None
        assert full is not None
        assert cheap < full, model.name
