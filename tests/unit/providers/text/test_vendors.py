"""Errors in each vendor's own format, and its environment variables."""

import json
from datetime import timedelta

import pytest

from domain.errors import AccountProblem, GreenlightError, InputRejected, Permanent, Transient
from providers.llm.planner import LlmPlanner
from providers.registry import PLANNERS
from providers.vendors.anthropic.text import AnthropicAccount
from providers.vendors.gemini.text import GeminiPlannerAccount
from providers.vendors.openai.text import OpenAIPlannerAccount
from tests.simulators import anthropic, gemini, openai
from tests.simulators.anthropic import AnthropicVendor
from tests.simulators.gemini import GeminiVendor
from tests.simulators.language import Answer, LanguageVendor, says_raw, serving
from tests.simulators.openai import OpenAIVendor
from tests.unit.providers.adapters import opened
from tests.unit.providers.text.asking import VENDORS, failure, planner_at, request


async def test_a_rate_limit_is_transient_and_says_when_to_try_again(
    planner: LlmPlanner, vendor: LanguageVendor
) -> None:
    vendor.script.append(vendor.limits(7))

    error = await failure(planner)

    assert isinstance(error, Transient)
    assert error.retry_after == timedelta(seconds=7)
    assert len(vendor.bodies) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 529])
async def test_a_failure_of_the_vendor_is_transient_and_nothing_is_sent_again(
    planner: LlmPlanner, vendor: LanguageVendor, status: int
) -> None:
    vendor.script.append(vendor.fails(status))

    assert isinstance(await failure(planner), Transient)
    assert len(vendor.bodies) == 1


async def test_a_dropped_connection_is_transient_and_nothing_is_sent_again(
    planner: LlmPlanner, vendor: LanguageVendor
) -> None:
    vendor.script.append(vendor.hangs_up())

    assert isinstance(await failure(planner), Transient)
    assert len(vendor.bodies) == 1


@pytest.mark.parametrize("body", ["<html>", '{"id": ', "[]", "{}", "null"])
async def test_an_unreadable_answer_is_transient(planner: LlmPlanner, vendor: LanguageVendor, body: str) -> None:
    vendor.script.append(says_raw(body))

    assert isinstance(await failure(planner), Transient)
    assert len(vendor.bodies) == 1


async def test_a_missing_answer_is_transient(vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.never_answers())

    assert isinstance(await failure(planner_at(vendor, timeout=0.3)), Transient)
    assert len(vendor.bodies) == 1


async def test_a_refused_connection_is_transient(vendor: LanguageVendor) -> None:
    vendor.url = "http://127.0.0.1:9"

    assert isinstance(await failure(planner_at(vendor)), Transient)


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_an_unknown_key_or_model_is_an_account_problem(
    planner: LlmPlanner, vendor: LanguageVendor, status: int
) -> None:
    vendor.script.append(vendor.fails(status))

    error = await failure(planner)

    assert isinstance(error, AccountProblem)
    assert f"Check AI_API_KEY or {vendor.key_variable}, AI_MODEL" in error.message


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_rejected_request_is_a_rejected_input(planner: LlmPlanner, vendor: LanguageVendor, status: int) -> None:
    vendor.script.append(vendor.fails(status))

    error = await failure(planner)

    assert isinstance(error, InputRejected)
    assert "trouble" in error.message


async def test_a_lack_of_credit_is_an_account_problem(planner: LlmPlanner, vendor: LanguageVendor) -> None:
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
async def test_each_vendors_own_errors_are_understood(
    kind: type[LanguageVendor], told: Answer, kind_of_error: type[GreenlightError]
) -> None:
    vendor = kind()
    vendor.script.append(told)
    async with serving(vendor):
        error = await failure(planner_at(vendor))

    assert type(error) is kind_of_error
    assert len(vendor.bodies) == 1


async def test_geminis_retry_delay_may_be_in_the_body() -> None:
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
        await opened(PLANNERS.create(vendor.name)).plan(request())

    assert vendor.models == ["model-9"]
    assert "ours" in json.dumps(vendor.headers[0])
    assert "theirs" not in json.dumps(vendor.headers[0])


@pytest.mark.parametrize("kind", VENDORS, ids=lambda kind: kind.name)
async def test_without_ai_api_key_the_vendors_own_variable_is_read(
    kind: type[LanguageVendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = kind()
    async with serving(vendor):
        monkeypatch.setenv("AI_API_KEY", "")
        monkeypatch.setenv(vendor.key_variable, "theirs")
        monkeypatch.setenv(vendor.url_variable, vendor.base_url)
        await opened(PLANNERS.create(vendor.name)).plan(request())

    assert "theirs" in json.dumps(vendor.headers[0])


@pytest.mark.parametrize("kind", [OpenAIPlannerAccount, AnthropicAccount, GeminiPlannerAccount])
def test_an_empty_base_url_is_the_vendors_own(
    kind: type[OpenAIPlannerAccount | AnthropicAccount | GeminiPlannerAccount], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AI_API_KEY", "key-1")
    for vendor in VENDORS:
        monkeypatch.setenv(vendor.url_variable, "")

    assert kind().base_url.startswith("https://")
