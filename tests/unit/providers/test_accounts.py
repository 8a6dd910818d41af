"""Accounts at vendors, read from the environment."""

import pytest

from providers.vendors.replicate.client import ReplicateAccount


def test_variables_without_a_vendors_name_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPLICATE_API_TOKEN", "token")
    monkeypatch.setenv("BASE_URL", "http://localhost:1")
    monkeypatch.setenv("KEY", "other")

    account = ReplicateAccount.from_env()

    assert (account.api_key, account.base_url) == ("token", "https://api.replicate.com/v1")
