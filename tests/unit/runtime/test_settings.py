"""Settings: their defaults, and in which form their values are written and kept."""

from pathlib import Path

import pytest

from db.connections.engine import connect
from domain.credits import PaidAction
from runtime.settings.setting_types import Rate
from runtime.settings.settings import Settings, environment_variables, home_directory, load_settings

pytestmark = pytest.mark.usefixtures("no_settings")


def test_everything_has_a_default(tmp_path: Path) -> None:
    settings = load_settings()

    assert settings.greenlight_home == tmp_path / ".greenlight"
    assert (settings.api_host, settings.api_port) == ("127.0.0.1", 8000)
    assert settings.temporal_address is None
    assert settings.regenerate_rate == Rate(count=20, seconds=60)
    assert settings.render_slots >= 1


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")

    assert load_settings().api_port == 8000


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("API_PORT=8001\nTEMPORAL_PORT=7001\nREPLICATE_API_TOKEN=r8\nOTHER=\n")
    monkeypatch.setenv("API_PORT", "8002")

    settings = load_settings()

    assert (settings.api_port, settings.temporal_port) == (8002, 7001)
    variables = environment_variables()
    assert [variables.get(name) for name in ("API_PORT", "TEMPORAL_PORT", "REPLICATE_API_TOKEN", "OTHER")] == [
        *("8002", "7001", "r8"),
        None,
    ]


def test_a_rate_is_a_number_and_a_unit_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGENERATE_RATE", "5 / hour")

    assert load_settings().regenerate_rate == Rate(count=5, seconds=3600)


def test_limits_are_written_by_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENDOR_CONCURRENCY", "Replicate=10, runway = 2")
    monkeypatch.setenv("VENDOR_RATE", "replicate=60/minute,")

    settings = load_settings()

    assert settings.vendor_concurrency == {"replicate": 10, "runway": 2}
    assert settings.vendor_rate == {"replicate": Rate(count=60, seconds=60)}


@pytest.mark.parametrize(("value", "price"), [("", 2), ("generate_image=2", 2), (" Generate_Image = 5 ,", 5), (",", 2)])
def test_an_action_has_the_price_of_the_variable_or_the_usual_one(
    monkeypatch: pytest.MonkeyPatch, value: str, price: int
) -> None:
    monkeypatch.setenv("CREDIT_PRICES", value)

    assert load_settings().credit_prices == {PaidAction.GENERATE_IMAGE: price}


def test_the_home_can_be_read_although_other_settings_are_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("API_PORT", "http")
    monkeypatch.setenv("GREENLIGHT_HOME", "~/ads")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert home_directory() == tmp_path / "ads"


def test_a_public_address_is_allowed_with_api_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_HOST", "0.0.0.0")
    monkeypatch.setenv("API_KEYS", "one, two")

    assert [key.get_secret_value() for key in load_settings().api_keys] == ["one", "two"]


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://app.example.com", "https://app.example.com"),
        ("HTTPS://App.Example.com:443", "https://app.example.com"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:5173", "http://[::1]:5173"),
    ],
)
def test_an_origin_is_kept_as_browsers_send_it(monkeypatch: pytest.MonkeyPatch, written: str, origin: str) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", f"{written}, https://b.example")
    assert load_settings().allowed_origins == (origin, "https://b.example")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_database_url_has_the_form_of_each_library(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://me:s%40cret@db:5433/ads")

    settings = load_settings()

    assert settings.psycopg_url == "postgresql://me:s%40cret@db:5433/ads"
    engine_url = connect(settings.psycopg_url).url
    assert engine_url.render_as_string(hide_password=False) == "postgresql+psycopg://me:s%40cret@db:5433/ads"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hidden@db/ads")
    monkeypatch.setenv("API_KEYS", "hidden")

    assert "hidden" not in repr(load_settings())
