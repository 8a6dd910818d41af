"""Requests to language-model planners, and planners at simulated vendors."""

from typing import Any
from uuid import UUID

import pytest

from domain.brief import AssetType, Brief
from domain.errors import GreenlightError
from domain.job.storyboard import SceneText
from domain.ports.planner import AssetSummary, PlanRequest
from providers.llm.planner import LlmPlanner
from providers.vendors.anthropic.text import AnthropicAccount, AnthropicPlanner
from providers.vendors.gemini.text import GeminiPlanner, GeminiPlannerAccount
from providers.vendors.openai.text import OpenAIPlanner, OpenAIPlannerAccount
from tests.simulators.anthropic import AnthropicVendor
from tests.simulators.gemini import GeminiVendor
from tests.simulators.language import LanguageVendor
from tests.simulators.openai import OpenAIVendor
from tests.unit.providers.adapters import opened

VENDORS: list[type[LanguageVendor]] = [OpenAIVendor, AnthropicVendor, GeminiVendor]
CUP, SONG, NOBODY = UUID(int=1), UUID(int=2), UUID(int=99)


def planner_at(vendor: LanguageVendor, timeout: float = 10.0) -> LlmPlanner:
    """A planner whose vendor is the simulated one."""
    return opened(_planner_at(vendor, timeout))


def _planner_at(vendor: LanguageVendor, timeout: float) -> LlmPlanner:
    said = {"AI_API_KEY": "key-1", vendor.url_variable: vendor.base_url}
    match vendor:
        case OpenAIVendor():
            return OpenAIPlanner(OpenAIPlannerAccount.model_validate(said), timeout)
        case AnthropicVendor():
            return AnthropicPlanner(AnthropicAccount.model_validate(said), timeout)
        case _:
            return GeminiPlanner(GeminiPlannerAccount.model_validate(said), timeout)


def request(seconds: float = 9, **changes: Any) -> PlanRequest:
    basics = {"productName": "Ember Cup", "duration": seconds, "callToAction": "Order yours", "season": "late autumn"}
    brief = Brief.model_validate(
        {
            "context": {"clientId": "morrow", "campaign": "slow mornings"},
            "adBasics": basics,
            "creative": {"direction": {"tone": "calm", "palette": "rust and cream"}},
        }
    )
    assets = (
        AssetSummary(id=CUP, type=AssetType.IMAGE, name="cup", role="product"),
        AssetSummary(id=SONG, type=AssetType.AUDIO, name="song", role="music"),
    )
    return PlanRequest(brief=brief, assets=assets).model_copy(update=changes)


def texts(scenes: list[dict[str, Any]]) -> tuple[SceneText, ...]:
    return tuple(SceneText.model_validate(each) for each in scenes)


async def failure(planner: LlmPlanner, of: PlanRequest | None = None) -> GreenlightError:
    with pytest.raises(GreenlightError) as raised:
        await planner.plan(of or request())
    return raised.value
