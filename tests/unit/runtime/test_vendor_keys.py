"""Keys of vendors and planners: which are needed, and where they are read from."""

from pathlib import Path

import pytest

from providers import registry
from runtime.settings.settings import BadSettings, load_settings

pytestmark = pytest.mark.usefixtures("no_settings")


@pytest.mark.parametrize("variable", ["ANTHROPIC_API_KEY", "AI_API_KEY"])
def test_a_planner_needs_its_vendors_own_key_or_the_common_one(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv("AI_PROVIDER", "Anthropic")
    monkeypatch.setenv(variable, "key-1")

    assert load_settings().ai_provider == "anthropic"


def test_a_planner_and_a_vendor_are_added_by_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.PLANNERS, "zeta", "providers.template.planner:TemplatePlanner")
    monkeypatch.setitem(registry.VIDEO, "zeta", "providers.vendors.openai.text:OpenAIPlanner")
    monkeypatch.setenv("AI_PROVIDER", "zeta")
    monkeypatch.setenv("VIDEO_PROVIDER", "zeta")
    monkeypatch.setenv("VENDOR_CONCURRENCY", "zeta=2")

    with pytest.raises(BadSettings, match="VIDEO_PROVIDER is zeta but there is no key for it: set OPENAI_API_KEY"):
        load_settings()
    monkeypatch.setenv("OPENAI_API_KEY", "key-1")
    assert (load_settings().ai_provider, load_settings().video_provider) == ("zeta", "zeta")


def test_a_key_in_the_env_file_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GOOGLE_API_KEY=key-1\n")
    monkeypatch.setenv("IMAGE_PROVIDER", "gemini")

    assert load_settings().image_provider == "gemini"
