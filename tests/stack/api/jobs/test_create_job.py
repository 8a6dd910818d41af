from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.container import Container
from domain.brief import MAX_EXTRA_BYTES, AssetType
from domain.job.job_asset import AssetStatus
from domain.rules.results import StoredAsset
from tests.harness.api_bodies import JOBS, brief, created, row_counts
from tests.stack.api.conftest import Http, RecordingGateway

STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
ASSET = {"url": "https://example.com/product.jpg", "type": "image", "name": "The tin", "role": "hero"}


async def test_a_brief_becomes_a_pending_job_that_is_started(http: Http, gateway: RecordingGateway) -> None:
    answer = await http.post(JOBS, json=brief())

    job = answer.json()["data"]
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{JOBS}/{job['id']}"
    assert (job["status"], job["progress"]["stage"]) == ("pending", "queued")
    assert gateway.started == [UUID(job["id"])]
    assert UUID(job["id"]).version == 7


async def test_the_brief_is_returned_with_defaults(http: Http) -> None:
    sent = brief(
        context={"clientId": "acme", "campaignId": "spring", "tags": ["a", {"b": None}]},
        adBasics={"productName": "Tee", "duration": 12.5, "aspectRatio": "1:1", "season": "winter"},
        creative={"direction": {"style": "noir", "pace": 3}, "assets": [ASSET]},
        production={"provider": "animatic", "resolution": "720p", "autoApprove": True, "giveUpAfter": 60},
        metadata={"deep": {"er": [1, 2.5, "x", True, None]}},
    )

    job = await created(http, **sent)

    for part in ("context", "adBasics", "production", "metadata"):
        assert sent[part].items() <= job[part].items()
    assert job["creative"]["direction"] == {"style": "noir", "tone": "", "mood": "", "pace": 3}
    assert ASSET.items() <= job["creative"]["assets"][0].items()
    assert job["adBasics"]["language"] == ""
    assert await read(http, job) == job


async def test_what_the_brief_does_not_choose_is_stored_as_it_is_usual_now(http: Http) -> None:
    job = await created(http, production={"captions": "burned", "voiceName": None})

    usual = {"voice": "none", "voiceName": None, "captionStyle": "plain", "music": "auto", "logo": "end_card"}
    assert {**usual, "captions": "burned", "endCard": "auto"}.items() <= job["production"].items()
    assert (await read(http, job))["production"] == job["production"]


async def test_the_brand_is_returned_as_it_was_sent(http: Http) -> None:
    brand = {"colors": ["#1f6f54", "#F4EFE6"], "font": "Inter"}

    assert (await created(http, creative={"brand": brand}))["creative"]["brand"] == brand


async def test_times_are_in_utc(http: Http) -> None:
    job = await created(http)
    assert job["createdAt"].endswith("Z")
    assert abs((datetime.now(UTC) - datetime.fromisoformat(job["createdAt"])).total_seconds()) < 60


async def test_an_asset_by_url_is_pending_with_a_new_id(http: Http, container: Container) -> None:
    job = await created(http, creative={"assets": [ASSET]})

    (asset,) = job["assets"]
    assert asset == {
        "id": asset["id"],
        "url": f"/api/v3/assets/{asset['id']}/data",
        "type": "image",
        "name": "The tin",
        "role": "hero",
        "contentType": None,
        "sizeBytes": None,
        "status": "pending",
    }
    assert (await container.assets.get(UUID(asset["id"]))).source_url == ASSET["url"]


async def test_assets_by_id_and_by_url_keep_their_order(http: Http, stored_asset: UUID) -> None:
    mixed = [ASSET, {"id": str(stored_asset)}, {**ASSET, "name": "second"}]
    job = await created(http, creative={"assets": mixed})
    assert [asset["name"] for asset in job["assets"]] == ["The tin", "kept", "second"]


async def test_a_stored_asset_keeps_its_own_name_and_role_by_default(http: Http, stored_asset: UUID) -> None:
    job = await created(http, creative={"assets": [{"id": str(stored_asset)}]})
    (asset,) = job["assets"]
    assert (asset["name"], asset["role"], asset["contentType"], asset["sizeBytes"]) == ("kept", "logo", "image/png", 3)
    assert asset["status"] == "ready"


async def test_the_brief_may_give_a_stored_asset_another_name_and_role(http: Http, stored_asset: UUID) -> None:
    job = await created(http, creative={"assets": [{"id": str(stored_asset), "name": "mine", "role": "hero"}]})
    (asset,) = job["assets"]
    assert (asset["name"], asset["role"]) == ("mine", "hero")


async def test_a_product_description_alone_is_enough(http: Http) -> None:
    await created(http, adBasics={"productDescription": "tea"})


async def test_free_form_content_up_to_the_limit_is_kept(http: Http) -> None:
    filler = "é" * ((MAX_EXTRA_BYTES - len('{"k": ""}')) // 2)
    job = await created(http, metadata={"k": filler})
    assert job["metadata"] == {"k": filler}


@given(name=STORABLE.filter(str.strip), key=STORABLE, value=STORABLE, client=STORABLE.filter(str.strip))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
async def test_text_is_stored_unchanged(http: Http, name: str, key: str, value: str, client: str) -> None:
    extra = {f"x{key}": value}
    job = await created(
        http,
        context={"clientId": client, **extra},
        adBasics={"productName": name, **extra},
        creative={"direction": {"style": value, **extra}},
        metadata=extra,
    )
    shown = await read(http, job)
    assert (shown["context"]["clientId"], shown["adBasics"]["productName"]) == (client, name)
    assert shown["creative"]["direction"]["style"] == value
    assert shown["metadata"] == extra
    for part in (shown["context"], shown["adBasics"], shown["creative"]["direction"]):
        assert extra.items() <= part.items()


@pytest.mark.parametrize(
    "text",
    [
        "👩🏽‍🚀🍵",
        "שלום עולם ‏مرحبا",
        "'; drop table jobs; --",
        "<script>alert(1)</script> & {{ 7*7 }} ${x}",
        "\\u0000 \\ud800 %00 \\x00",
        "tab\t newline\n return\r bell\x07",
        "e\u0301 is not \u00e9; \ufeff \u200b \u2028",
    ],
)
async def test_unusual_text_is_stored_unchanged(http: Http, text: str) -> None:
    job = await created(http, adBasics={"productName": text}, metadata={text: text})
    shown = await read(http, job)
    assert shown["adBasics"]["productName"] == text
    assert shown["metadata"] == {text: text}


async def test_deeply_nested_and_very_large_values_are_kept(http: Http) -> None:
    deep: Any = 1
    for _ in range(30):
        deep = {"a": deep}
    metadata = {"deep": deep, "big": 99999999999999999999, "small": -1e-300, "pair": "🍵"}
    assert (await created(http, metadata=metadata))["metadata"] == metadata


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("creative.assets[1].id", {"creative": {"assets": [ASSET, {"id": str(uuid4())}]}}),
        ("scenarioId", {"scenarioId": str(uuid4())}),
    ],
)
async def test_an_unknown_asset_or_scenario_is_refused_and_nothing_is_stored(
    http: Http, container: Container, gateway: RecordingGateway, path: str, part: dict[str, Any]
) -> None:
    before = await row_counts(container.engine)

    answer = await http.post(JOBS, json=brief(**part))

    assert (answer.status_code, [error["path"] for error in answer.json()["errors"]]) == (422, [path])
    assert await row_counts(container.engine) == before
    assert gateway.started == []


async def test_the_same_stored_asset_twice_is_refused(http: Http, stored_asset: UUID) -> None:
    twice = [{"id": str(stored_asset)}, {"id": str(stored_asset)}]
    answer = await http.post(JOBS, json=brief(creative={"assets": twice}))
    assert answer.json()["errors"][0]["path"] == "creative.assets[1].id"


@pytest.mark.usefixtures("no_worker")
async def test_a_job_is_created_without_a_worker(http: Http) -> None:
    assert (await created(http))["status"] == "pending"


async def read(http: Http, job: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = (await http.get(f"{JOBS}/{job['id']}")).json()["data"]
    return shown


@pytest.fixture
async def stored_asset(container: Container) -> UUID:
    asset = uuid4()
    stored = StoredAsset(type=AssetType.IMAGE, content_type="image/png", size=3, blob_key=f"assets/{asset}")
    row = await container.assets.add(asset, "kept", "logo", None, stored)
    assert row.status == AssetStatus.READY
    return asset
