"""Settings of a test, read from the environment as in production."""

from pathlib import Path

import pytest

from runtime.settings.settings import Settings


def set_environment(patch: pytest.MonkeyPatch, database_url: str, home: Path, **variables: str) -> Settings:
    """Settings with this database and home and these variables; assets may come from servers on this machine."""
    known = {"DATABASE_URL": database_url, "GREENLIGHT_HOME": str(home), "ASSET_ALLOWED_NETWORKS": "127.0.0.0/8"}
    for name, value in (known | variables).items():
        patch.setenv(name, value)
    return Settings()
