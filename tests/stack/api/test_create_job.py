from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.container import Container
from db.assets import NewAsset
from domain.brief import MAX_EXTRA_BYTES, AssetType
from domain.error_info import ErrorInfo
from domain.job.model import AssetStatus
from domain.rules import results
from domain.rules.results import StoredAsset
from tests.stack.api.briefs import JOBS, brief, created, row_counts
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


async def test_what_was_sent_is_echoed_with_the_defaults(http: Http) -> None:
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


async def test_times_are_in_utc(http: Http) -> None:
    job = await created(http)
    assert job["createdAt"].endswith("Z")
    assert abs((datetime.now(UTC) - datetime.fromisoformat(job["createdAt"])).total_seconds()) < 60


async def test_an_asset_by_url_is_pending_under_an_id_of_its_own(http: Http, container: Container) -> None:
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


async def test_what_the_brief_does_not_say_of_a_stored_asset_it_says_itself(http: Http, stored_asset: UUID) -> None:
    job = await created(http, creative={"assets": [{"id": str(stored_asset)}]})
    (asset,) = job["assets"]
    assert (asset["name"], asset["role"], asset["contentType"], asset["sizeBytes"]) == ("kept", "logo", "image/png", 3)
    assert asset["status"] == "ready"


async def test_the_brief_may_give_a_stored_asset_another_name_and_role(http: Http, stored_asset: UUID) -> None:
    job = await created(http, creative={"assets": [{"id": str(stored_asset), "name": "mine", "role": "hero"}]})
    (asset,) = job["assets"]
    assert (asset["name"], asset["role"]) == ("mine", "hero")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": "The tin"}, "The tin"),
        ({"name": "", "url": "https://example.com/tin.jpg?token=s3cret"}, "https://example.com/tin.jpg?…"),
    ],
)
async def test_an_asset_that_could_not_be_had_is_a_warning_that_names_it(
    http: Http, container: Container, changes: dict[str, Any], named: str
) -> None:
    job = await created(http, creative={"assets": [{**ASSET, **changes}]})
    fault = ErrorInfo(code="input_rejected", message="this is no picture")
    asset = UUID(job["assets"][0]["id"])
    await container.jobs.change(UUID(job["id"]), lambda job, _: results.mark_asset_failed(job, asset, fault))

    shown = await read(http, job)

    assert shown["warnings"] == [
        {"code": fault.code, "message": f"asset {named}: this is no picture", "retryable": False}
    ]
    assert shown["assets"][0]["status"] == "failed"


async def test_a_product_description_alone_is_enough(http: Http) -> None:
    await created(http, adBasics={"productDescription": "tea"})


async def test_free_form_content_up_to_the_limit_is_kept(http: Http) -> None:
    filler = "é" * ((MAX_EXTRA_BYTES - len('{"k": ""}')) // 2)
    job = await created(http, metadata={"k": filler})
    assert job["metadata"] == {"k": filler}


@given(name=STORABLE.filter(str.strip), key=STORABLE, value=STORABLE, client=STORABLE.filter(str.strip))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
async def test_text_is_kept_as_it_was_sent(http: Http, name: str, key: str, value: str, client: str) -> None:
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
async def test_a_text_that_breaks_careless_programs_is_only_text(http: Http, text: str) -> None:
    job = await created(http, adBasics={"productName": text}, metadata={text: text})
    shown = await read(http, job)
    assert shown["adBasics"]["productName"] == text
    assert shown["metadata"] == {text: text}


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("context", {"context": None}),
    ("context", {"context": []}),
    ("context.clientId", {"context": {}}),
    ("context.clientId", {"context": {"clientId": ""}}),
    ("context.clientId", {"context": {"clientId": " \t"}}),
    ("context.clientId", {"context": {"clientId": 7}}),
    ("context.clientId", {"context": {"clientId": "c" * 201}}),
    ("context", {"context": {"clientId": "c", "much": "x" * MAX_EXTRA_BYTES}}),
    ("adBasics", {"adBasics": {}}),
    ("adBasics", {"adBasics": {"productName": " ", "productDescription": "\n"}}),
    ("adBasics", {"adBasics": {"productName": "t", "much": ["x" * MAX_EXTRA_BYTES]}}),
    ("adBasics.productName", {"adBasics": {"productName": "n" * 201}}),
    ("adBasics.productName", {"adBasics": {"productName": None}}),
    ("adBasics.productName", {"adBasics": {"productName": "a\x00b"}}),
    ("adBasics.productDescription", {"adBasics": {"productDescription": "d" * 5_001}}),
    ("adBasics.brandName", {"adBasics": {"productName": "t", "brandName": ["x"]}}),
    ("adBasics.targetAudience", {"adBasics": {"productName": "t", "targetAudience": 5}}),
    ("adBasics.keyMessage", {"adBasics": {"productName": "t", "keyMessage": {}}}),
    ("adBasics.callToAction", {"adBasics": {"productName": "t", "callToAction": "c" * 201}}),
    ("adBasics.platform", {"adBasics": {"productName": "t", "platform": 1}}),
    ("adBasics.language", {"adBasics": {"productName": "t", "language": False}}),
    ("adBasics.aspectRatio", {"adBasics": {"productName": "t", "aspectRatio": "21:9"}}),
    ("adBasics.duration", {"adBasics": {"productName": "t", "duration": 4.9}}),
    ("adBasics.duration", {"adBasics": {"productName": "t", "duration": 181}}),
    ("adBasics.duration", {"adBasics": {"productName": "t", "duration": "30"}}),
    ("adBasics.duration", {"adBasics": {"productName": "t", "duration": True}}),
    ("creative", {"creative": "modern"}),
    ("creative.music", {"creative": {"music": "jazz"}}),
    ("creative.direction.style", {"creative": {"direction": {"style": 3}}}),
    ("creative.direction", {"creative": {"direction": {"much": "x" * MAX_EXTRA_BYTES}}}),
    ("creative.assets", {"creative": {"assets": {}}}),
    ("creative.assets", {"creative": {"assets": [ASSET] * 21}}),
    ("creative.assets[0]", {"creative": {"assets": [{"name": "neither"}]}}),
    ("creative.assets[0]", {"creative": {"assets": [{**ASSET, "id": str(uuid4())}]}}),
    ("creative.assets[1].url", {"creative": {"assets": [ASSET, {"url": "not a url"}]}}),
    ("creative.assets[2].url", {"creative": {"assets": [ASSET, ASSET, {"url": "https://"}]}}),
    ("creative.assets[0].url", {"creative": {"assets": [{"url": "ftp://example.com/a.jpg"}]}}),
    ("creative.assets[0].url", {"creative": {"assets": [{"url": "file:///etc/passwd"}]}}),
    ("creative.assets[0].url", {"creative": {"assets": [{"url": "data:image/png;base64,AAAA"}]}}),
    ("creative.assets[0].url", {"creative": {"assets": [{"url": "https://u:p@example.com/a.jpg"}]}}),
    ("creative.assets[0].url", {"creative": {"assets": [{"url": "https://example.com/" + "a" * 2_048}]}}),
    ("creative.assets[0].id", {"creative": {"assets": [{"id": "7"}]}}),
    ("creative.assets[1].id", {"creative": {"assets": [ASSET, {"id": str(uuid4())}]}}),
    ("creative.assets[0].type", {"creative": {"assets": [{**ASSET, "type": "font"}]}}),
    ("creative.assets[0].name", {"creative": {"assets": [{**ASSET, "name": "n" * 201}]}}),
    ("creative.assets[0].role", {"creative": {"assets": [{**ASSET, "role": 1}]}}),
    ("creative.assets[0].size", {"creative": {"assets": [{**ASSET, "size": 1}]}}),
    ("production.provider", {"production": {"provider": "replicate"}}),
    ("production.provider", {"production": {"provider": ""}}),
    ("production.model", {"production": {"model": "veo-3"}}),
    ("production.maxCost", {"production": {"maxCost": -1}}),
    ("production.maxCost", {"production": {"maxCost": "5 dollars"}}),
    ("production.maxCost", {"production": {"maxCost": 0.00001}}),
    ("production.resolution", {"production": {"resolution": "4k"}}),
    ("production.autoApprove", {"production": {"autoApprove": "yes"}}),
    ("production.giveUpAfter", {"production": {"giveUpAfter": 0}}),
    ("production.giveUpAfter", {"production": {"giveUpAfter": 1.5}}),
    ("production.fps", {"production": {"fps": 60}}),
    ("metadata", {"metadata": []}),
    ("metadata", {"metadata": {"much": "x" * MAX_EXTRA_BYTES}}),
    ("metadata.a.b[1]", {"metadata": {"a": {"b": ["ok", "\x00"]}}}),
    ("scenarioId", {"scenarioId": str(uuid4())}),
    ("webhook", {"webhook": "https://example.com"}),
]


async def test_a_wrong_value_is_refused_by_its_path_and_leaves_nothing_behind(
    http: Http, container: Container, gateway: RecordingGateway
) -> None:
    before = await row_counts(container.engine)
    for path, part in WRONG:
        answer = await http.post(JOBS, json=brief(**part))
        problem = answer.json()
        assert (answer.status_code, problem["status"]) == (422, 422), (part, problem)
        assert [fault["path"] for fault in problem["errors"]] == [path], (part, problem)
        assert path in problem["detail"]
        assert not problem["retryable"]
    assert await row_counts(container.engine) == before
    assert gateway.started == []


@pytest.mark.parametrize(
    ("production", "words"),
    [
        (
            {"provider": "runway"},
            "production.provider: Runway needs a key: set RUNWAYML_API_SECRET",
        ),
        ({"provider": "sora"}, "production.provider: there is no 'sora'; there is animatic, "),
        ({"model": "veo-3"}, "production.model: animatic films with animatic-1; name one of these"),
    ],
)
async def test_who_cannot_film_it_here_is_refused_saying_why(
    http: Http, production: dict[str, str], words: str
) -> None:
    answer = await http.post(JOBS, json=brief(production=production))
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


async def test_every_fault_is_named_at_once(http: Http) -> None:
    answer = await http.post(JOBS, json=brief(adBasics={"duration": 1, "aspectRatio": "x"}, extra=1))
    paths = {fault["path"] for fault in answer.json()["errors"]}
    assert paths == {"adBasics.duration", "adBasics.aspectRatio", "extra"}


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
    asset = NewAsset(id=uuid4(), name="kept", role="logo")
    stored = StoredAsset(type=AssetType.IMAGE, content_type="image/png", size=3, blob_key=f"assets/{asset.id}")
    row = await container.assets.add(asset, stored)
    assert row.status == AssetStatus.READY
    return asset.id
