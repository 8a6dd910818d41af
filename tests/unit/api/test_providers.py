"""The list of providers, their models and prices."""

from typing import Any

from providers import registry
from providers.common.prices import read_prices
from providers.common.video_models import all_video_models
from tests.harness.api_client import Http, json_of


async def providers_of(http: Http) -> dict[str, dict[str, Any]]:
    found = json_of(await http.get("/api/v3/providers"), 200)["data"]
    assert (found["currency"], found["pricesAsOf"]) == ("USD", read_prices(None).as_of.isoformat())
    return {each["provider"]: each for each in found["providers"]}


async def test_every_provider_that_films_is_listed_with_all_that_it_offers(http: Http) -> None:
    providers = await providers_of(http)

    assert list(providers) == list(registry.VIDEO)
    for name, provider in providers.items():
        assert [model["model"] for model in provider["models"]] == list(all_video_models()[name])
        assert [model["isDefault"] for model in provider["models"]] == [
            position == 0 for position, _ in enumerate(provider["models"])
        ]


async def test_the_default_provider_needs_no_key_and_a_vendor_without_one_is_not_configured(http: Http) -> None:
    providers = await providers_of(http)

    assert {name for name, each in providers.items() if each["isDefault"]} == {"animatic"}
    assert {name for name, each in providers.items() if each["isConfigured"]} == {"animatic"}


async def test_a_model_is_shown_with_its_source_and_its_price_with_and_without_sound(http: Http) -> None:
    models = {model["model"]: model for model in (await providers_of(http))["replicate"]["models"]}

    veo = models["google/veo-3.1"]
    assert veo | {"source": ""} == {
        "model": "google/veo-3.1",
        "isDefault": False,
        "seconds": [4, 6, 8],
        "sizes": ["16:9", "9:16"],
        "sizesFromText": None,
        "firstFrame": True,
        "firstFrameRequired": False,
        "lastFrame": True,
        "references": 3,
        "referencesExcludeFrames": True,
        "referenceSeconds": [8],
        "referenceSizes": ["16:9"],
        "audio": "optional",
        "audioOnByDefault": True,
        "seed": True,
        "extension": False,
        "draft": "google/veo-3.1-fast",
        "promptLimit": None,
        "price": {"silent": 0.2, "sound": 0.4},
        "smallPrice": {"silent": 0.2, "sound": 0.4},
        "source": "",
        "asOf": "2026-12-01",
        "unverified": "",
    }
    assert veo["source"].startswith("https://replicate.com/google/veo-3.1/versions/")
