"""The language-model planners against servers that speak their vendors' wire formats."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.brief import AssetType, Brief
from domain.errors import AccountProblem, GreenlightError, InputRejected, Permanent, Transient
from domain.film import frames
from domain.planning import AssetNote, Picture, PlanRequest, Refusal
from domain.storyboard import Scenario, SceneText
from providers.registry import PLANNERS
from providers.text.anthropic import AnthropicPlanner, AnthropicSettings
from providers.text.gemini import GeminiPlanner, GeminiSettings
from providers.text.openai import OpenAIPlanner, OpenAISettings
from providers.writing import WritingPlanner
from tests.vendors import anthropic, gemini, openai
from tests.vendors.anthropic import AnthropicVendor
from tests.vendors.gemini import GeminiVendor
from tests.vendors.language import Answer, LanguageVendor, serving
from tests.vendors.openai import OpenAIVendor
from tests.vendors.storyboards import answer, scene, storyboard

VENDORS = [OpenAIVendor, AnthropicVendor, GeminiVendor]
CUP, SONG, NOBODY = UUID(int=1), UUID(int=2), UUID(int=99)
SENT = b"not really a picture"


@pytest.fixture(params=VENDORS, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest) -> AsyncIterator[LanguageVendor]:
    simulated: LanguageVendor = request.param()
    async with serving(simulated):
        yield simulated


@pytest.fixture
def planner(vendor: LanguageVendor) -> WritingPlanner:
    return planner_at(vendor)


def planner_at(vendor: LanguageVendor, timeout: float = 10.0) -> WritingPlanner:
    """A planner whose vendor is the simulated one."""
    said = {"AI_API_KEY": "key-1", vendor.url_variable: vendor.base_url}
    match vendor:
        case OpenAIVendor():
            return OpenAIPlanner(OpenAISettings.model_validate(said), timeout)
        case AnthropicVendor():
            return AnthropicPlanner(AnthropicSettings.model_validate(said), timeout)
        case _:
            return GeminiPlanner(GeminiSettings.model_validate(said), timeout)


def request(**changes: Any) -> PlanRequest:
    basics = {"productName": "Ember Cup", "duration": 9, "callToAction": "Order yours", "season": "late autumn"}
    brief = Brief.model_validate(
        {
            "context": {"clientId": "morrow", "campaign": "slow mornings"},
            "adBasics": basics,
            "creative": {"direction": {"tone": "calm", "palette": "rust and cream"}},
        }
    )
    assets = (
        AssetNote(id=CUP, type=AssetType.IMAGE, name="cup", role="product"),
        AssetNote(id=SONG, type=AssetType.AUDIO, name="song", role="music"),
    )
    return PlanRequest(brief=brief, assets=assets).model_copy(update=changes)


def texts(scenes: list[dict[str, Any]]) -> tuple[SceneText, ...]:
    return tuple(SceneText.model_validate(each) for each in scenes)


async def failure(planner: WritingPlanner, of: PlanRequest | None = None) -> GreenlightError:
    with pytest.raises(GreenlightError) as raised:
        await planner.plan(of or request())
    return raised.value


async def test_a_storyboard_is_written(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.says(answer(storyboard(2, 4.5, 2.5))))

    plan = await planner.plan(request())

    assert plan.scenes == texts(storyboard(2, 4.5, 2.5))
    assert len(vendor.bodies) == 1


async def test_the_storyboard_says_what_wrote_it(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    plan = await planner.plan(request())

    assert plan.metadata["planner"] == vendor.name
    assert plan.metadata["model"] in json.dumps(vendor.success(""))
    assert plan.metadata["prompt"].startswith("1 (")
    assert plan.metadata["answers"] == "1"


async def test_the_key_is_sent_as_the_vendor_wants_it(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    await planner.plan(request())

    headers = vendor.headers[0]
    assert headers.get("Authorization") == "Bearer key-1" or headers.get("x-goog-api-key") == "key-1"


async def test_every_property_of_the_schema_is_required(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    await planner.plan(request())

    schema = vendor.schema(vendor.bodies[0])
    scene = schema["properties"]["scenes"]["items"]
    assert set(scene["properties"]) == set(scene["required"]) == set(SceneText.model_fields)
    assert schema["additionalProperties"] is scene["additionalProperties"] is False


async def test_unknown_keys_of_the_brief_reach_the_model(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    await planner.plan(request())

    told = "\n".join(vendor.told(vendor.bodies[0]))
    assert all(key in told for key in ("campaign", "slow mornings", "late autumn", "rust and cream", "Ember Cup"))


async def test_the_client_stays_unnamed(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    await planner.plan(request())

    assert "morrow" not in json.dumps(vendor.bodies[0])


async def test_limits_and_length_are_told(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    await planner.plan(request(scenes_min=2, scenes_max=5))

    instructions, *asked = vendor.told(vendor.bodies[0])
    assert "It has 2 to 5 scenes" in instructions
    assert '"seconds": 9' in "\n".join(asked)


async def test_feedback_and_the_refused_revision_are_in_context(
    planner: WritingPlanner, vendor: LanguageVendor
) -> None:
    refused = Refusal(revision=1, scenes=texts(storyboard(3, 3, 3, idea="steam at dawn")), feedback="less fog, please")

    await planner.plan(request(revision=2, refused=(refused,)))

    told = "\n".join(vendor.told(vendor.bodies[0]))
    assert "less fog, please" in told
    assert "steam at dawn, 2" in told
    assert "revision 2" in told


async def test_pictures_are_shown_to_the_model(planner: WritingPlanner, vendor: LanguageVendor, tmp_path: Path) -> None:
    (tmp_path / "cup").write_bytes(SENT)
    pictures = (Picture(asset=CUP, path=tmp_path / "cup", content_type="image/png"),)

    await planner.plan(request(pictures=pictures))

    assert [base64.urlsafe_b64decode(shown) for shown in vendor.shown(vendor.bodies[0])] == [SENT]
    assert f"Asset {CUP}:" in vendor.told(vendor.bodies[0])


async def test_durations_are_mended_to_the_exact_frame(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.says(answer(storyboard(2, 5, 3.1))))

    plan = await planner.plan(request())

    assert sum(frames(scene.duration) for scene in plan.scenes) == 9 * 30
    assert [round(scene.duration, 1) for scene in plan.scenes] == [1.8, 4.5, 2.8]


@pytest.mark.parametrize(
    ("scenes", "reason"),
    [
        (storyboard(4.5, 4.5), "there are 2 scenes; 3 to 7 are allowed"),
        (storyboard(*[1.1] * 8), "there are 8 scenes; 3 to 7 are allowed"),
        (storyboard(10, 10, 10), "the durations add up to 30 s; the film is 9 s"),
        ([scene("cta", 3, "a"), *storyboard(3, 3)], "the first scene is cta; it must be hook"),
        ([*storyboard(3, 3), scene("hook", 3, "a")], "the last scene is hook; it must be cta"),
        ([*storyboard(4, 4), scene("cta", 1, "a", assets=[str(NOBODY)])], f"scene 3 shows {NOBODY}"),
        ([*storyboard(4, 4), scene("cta", 1, "a", assets=[str(SONG)])], f"scene 3 shows {SONG}"),
        ([*storyboard(4, 4), scene("cta", 0.2, "a")], "scenes.2.duration: Input should be greater than or equal to 1"),
        ([*storyboard(4, 4), scene("cta", 1, "a" * 2001)], "scenes.2.script: String should have at most 2000"),
    ],
)
async def test_a_broken_rule_is_sent_back_with_the_reason(
    planner: WritingPlanner, vendor: LanguageVendor, scenes: list[dict[str, Any]], reason: str
) -> None:
    vendor.script.append(vendor.says(answer(scenes)))

    plan = await planner.plan(request())

    conversation = vendor.told(vendor.bodies[1])
    assert reason in conversation[-1]
    assert answer(scenes) in conversation
    assert plan.metadata["answers"] == "2"


async def test_what_is_not_even_json_is_sent_back(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.says("Here is your storyboard!"))

    await planner.plan(request())

    assert "the answer: Invalid JSON" in vendor.told(vendor.bodies[1])[-1]


async def test_a_refused_storyboard_is_not_taken_again(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    refused = Refusal(revision=1, scenes=texts(storyboard(3, 3, 3)))
    vendor.script.append(vendor.says(answer(storyboard(2, 4, 3))))

    plan = await planner.plan(request(revision=2, refused=(refused,)))

    assert "this storyboard was refused already" in vendor.told(vendor.bodies[1])[-1]
    assert plan.scenes != refused.scenes


async def test_rules_broken_a_third_time_end_it(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    vendor.script.extend([vendor.says(answer(storyboard(4.5, 4.5)))] * 3)

    error = await failure(planner)

    assert isinstance(error, InputRejected)
    assert "no usable storyboard in 3 answers" in error.message
    assert "there are 2 scenes" in error.message
    assert len(vendor.bodies) == 3


async def test_an_answer_cut_off_is_asked_for_in_fewer_words(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.is_cut_off('{"scenes": [{"scen'))

    plan = await planner.plan(request())

    assert "cut off before it was complete" in vendor.told(vendor.bodies[1])[-1]
    assert len(plan.scenes) == 3


async def test_an_answer_always_cut_off_is_no_error_of_the_vendor(
    planner: WritingPlanner, vendor: LanguageVendor
) -> None:
    vendor.script.extend([vendor.is_cut_off("")] * 3)

    error = await failure(planner)

    assert isinstance(error, InputRejected)
    assert "cut off at the model's length limit" in error.message


async def test_a_refusal_is_told_in_the_vendors_words_and_not_argued_with(
    planner: WritingPlanner, vendor: LanguageVendor
) -> None:
    vendor.script.append(vendor.refuses("I cannot advertise this."))

    error = await failure(planner)

    assert isinstance(error, InputRejected)
    assert "I cannot advertise this." in error.message
    assert len(vendor.bodies) == 1


async def test_a_film_that_no_storyboard_can_hold_is_refused_before_anybody_is_paid(
    planner: WritingPlanner, vendor: LanguageVendor
) -> None:
    error = await failure(planner, request(scenes_min=10, scenes_max=12))

    assert "a film of 9 s cannot be told in 10 to 12 scenes" in error.message
    assert not vendor.bodies


async def test_one_scene_is_rewritten_and_of_the_others_nothing_is_believed(
    planner: WritingPlanner, vendor: LanguageVendor
) -> None:
    current = texts(storyboard(2, 4, 3))
    vendor.script.append(vendor.says(answer(storyboard(3, 5, 1, idea="all anew"))))

    plan = await planner.plan(request(revision=2, current=current, only=1))

    assert (plan.scenes[0], plan.scenes[2]) == (current[0], current[2])
    assert plan.scenes[1].script == "all anew, 2"
    assert (plan.scenes[1].scenario, plan.scenes[1].duration) == (Scenario.SOLUTION, 4)


async def test_one_scene_as_it_was_is_sent_back(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    written = storyboard(2, 4, 3)
    vendor.script.append(vendor.says(answer(written[1:2])))

    plan = await planner.plan(request(revision=2, current=texts(written), only=1))

    assert "the scene is the one that was to be rewritten" in vendor.told(vendor.bodies[1])[-1]
    assert plan.scenes[1] != texts(written)[1]


async def test_a_rate_limit_passes_and_says_when(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.limits(7))

    error = await failure(planner)

    assert isinstance(error, Transient)
    assert error.retry_after == timedelta(seconds=7)
    assert len(vendor.bodies) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 529])
async def test_a_vendor_in_trouble_is_asked_once(planner: WritingPlanner, vendor: LanguageVendor, status: int) -> None:
    vendor.script.append(vendor.fails(status))

    assert isinstance(await failure(planner), Transient)
    assert len(vendor.bodies) == 1


async def test_a_dropped_connection_passes_and_nothing_is_sent_again(
    planner: WritingPlanner, vendor: LanguageVendor
) -> None:
    vendor.script.append(vendor.hangs_up())

    assert isinstance(await failure(planner), Transient)
    assert len(vendor.bodies) == 1


async def test_an_answer_that_never_comes_is_given_up(vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.never_answers())

    assert isinstance(await failure(planner_at(vendor, timeout=0.3)), Transient)
    assert len(vendor.bodies) == 1


async def test_a_vendor_that_is_not_there_passes(vendor: LanguageVendor) -> None:
    vendor.url = "http://127.0.0.1:9"

    assert isinstance(await failure(planner_at(vendor)), Transient)


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_key_or_model_that_is_not_known_says_what_to_fix(
    planner: WritingPlanner, vendor: LanguageVendor, status: int
) -> None:
    vendor.script.append(vendor.fails(status))

    error = await failure(planner)

    assert isinstance(error, AccountProblem)
    assert f"Check AI_API_KEY or {vendor.key_variable}, AI_MODEL" in error.message


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_request_that_is_not_accepted_is_permanent(
    planner: WritingPlanner, vendor: LanguageVendor, status: int
) -> None:
    vendor.script.append(vendor.fails(status))

    error = await failure(planner)

    assert isinstance(error, InputRejected)
    assert "trouble" in error.message


async def test_no_credit_is_a_matter_for_the_account(planner: WritingPlanner, vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.is_out_of_credit())

    error = await failure(planner)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message
    assert len(vendor.bodies) == 1


NO_CREDIT = "Your credit balance is too low to access the API"
SPENT, ON_HOLD = "enforced_spend_limit_reached", "organization_on_hold"

SPELLINGS: list[tuple[type[LanguageVendor], str, Answer, type[Permanent] | type[Transient]]] = [
    (OpenAIVendor, "quota by type alone", openai.rejects(429, "insufficient_quota", "credits_used"), AccountProblem),
    (OpenAIVendor, "credit by code", openai.rejects(429, "requests", "credit_balance_exhausted"), AccountProblem),
    (OpenAIVendor, "rate", openai.rejects(429, "requests", "rate_limit_exceeded"), Transient),
    (OpenAIVendor, "policy", openai.rejects(400, "invalid_request_error", "content_policy_violation"), InputRejected),
    (OpenAIVendor, "failed, server", openai.fails_afterwards("server_error"), Transient),
    (OpenAIVendor, "failed, rate", openai.fails_afterwards("rate_limit_exceeded"), Transient),
    (OpenAIVendor, "failed, prompt", openai.fails_afterwards("invalid_prompt"), InputRejected),
    (OpenAIVendor, "failed, picture", openai.fails_afterwards("image_content_policy_violation"), InputRejected),
    (OpenAIVendor, "filtered", openai.is_filtered(), InputRejected),
    (AnthropicVendor, "old credit words", anthropic.rejects(400, "invalid_request_error", NO_CREDIT), AccountProblem),
    (AnthropicVendor, "spend limit", anthropic.rejects(429, "rate_limit_error", code=SPENT), AccountProblem),
    (AnthropicVendor, "on hold", anthropic.rejects(403, "permission_error", code=ON_HOLD), AccountProblem),
    (AnthropicVendor, "ramp", anthropic.rejects(429, "rate_limit_error", code="ramp_limit_exceeded"), Transient),
    (AnthropicVendor, "overloaded", anthropic.rejects(529, "overloaded_error"), Transient),
    (AnthropicVendor, "too large", anthropic.rejects(413, "request_too_large"), InputRejected),
    (GeminiVendor, "key", gemini.knows_no_such_key(), AccountProblem),
    (GeminiVendor, "billing", gemini.needs_billing(), AccountProblem),
    (GeminiVendor, "day", gemini.quota_is_used_up("GenerateRequestsPerDayPerProjectPerModel"), AccountProblem),
    (GeminiVendor, "minute", gemini.quota_is_used_up("GenerateRequestsPerMinutePerProjectPerModel"), Transient),
    (GeminiVendor, "safety", gemini.stops_with("SAFETY"), InputRejected),
    (GeminiVendor, "blocklist", gemini.stops_with("BLOCKLIST"), InputRejected),
    (GeminiVendor, "account disabled", gemini.stops_with("PUP_LIMITED_DISABLED"), AccountProblem),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "told", "kind_of_error"),
    [pytest.param(kind, told, error, id=f"{kind.name}: {name}") for kind, name, told, error in SPELLINGS],
)
async def test_each_vendor_has_its_own_spelling(
    kind: type[LanguageVendor], told: Answer, kind_of_error: type[GreenlightError]
) -> None:
    vendor = kind()
    vendor.script.append(told)
    async with serving(vendor):
        error = await failure(planner_at(vendor))

    assert type(error) is kind_of_error
    assert len(vendor.bodies) == 1


async def test_gemini_names_the_delay_in_the_body() -> None:
    vendor = GeminiVendor()
    vendor.script.append(gemini.limits_in_the_body(34.5))
    async with serving(vendor):
        error = await failure(planner_at(vendor))

    assert error.retry_after == timedelta(seconds=34.5)


@pytest.mark.parametrize("kind", VENDORS, ids=lambda kind: kind.name)
async def test_a_planner_is_built_from_the_environment(
    kind: type[LanguageVendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = kind()
    async with serving(vendor):
        monkeypatch.setenv("AI_API_KEY", "ours")
        monkeypatch.setenv(vendor.key_variable, "theirs")
        monkeypatch.setenv("AI_MODEL", "model-9")
        monkeypatch.setenv(vendor.url_variable, vendor.base_url)
        await PLANNERS.create(vendor.name).plan(request())

    assert "ours" in json.dumps(vendor.headers[0])
    assert "theirs" not in json.dumps(vendor.headers[0])


@pytest.mark.parametrize("kind", VENDORS, ids=lambda kind: kind.name)
async def test_without_our_key_the_vendors_own_variable_counts(
    kind: type[LanguageVendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = kind()
    async with serving(vendor):
        monkeypatch.setenv("AI_API_KEY", "")
        monkeypatch.setenv(vendor.key_variable, "theirs")
        monkeypatch.setenv(vendor.url_variable, vendor.base_url)
        await PLANNERS.create(vendor.name).plan(request())

    assert "theirs" in json.dumps(vendor.headers[0])


@pytest.mark.parametrize("kind", [OpenAISettings, AnthropicSettings, GeminiSettings])
def test_an_empty_base_url_is_the_vendors_own(
    kind: type[OpenAISettings | AnthropicSettings | GeminiSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AI_API_KEY", "key-1")
    for vendor in VENDORS:
        monkeypatch.setenv(vendor.url_variable, "")

    assert kind().base_url.startswith("https://")
