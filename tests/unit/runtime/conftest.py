"""An environment without settings."""

from pathlib import Path

import pytest

from providers import registry
from runtime.settings.settings import Settings


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Unset every setting and vendor key, and work in a directory without `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, *_vendor_keys()):
        monkeypatch.delenv(name.upper(), raising=False)


def _vendor_keys() -> set[str]:
    registries = (registry.PLANNERS, registry.VIDEO, registry.IMAGE, registry.VOICES)
    return {key for each in registries for name in each for key in each.key_variables(name)}
