"""What the environment and `.env` say, checked once at start. The environment wins; empty means unset."""

import os
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.credits import PaidAction
from domain.errors import AccountProblem
from domain.scene_limits import USUAL_LIMITS, SceneCount
from providers import registry
from providers.common.prices import read_prices
from runtime import setting_types
from runtime.setting_limits import ByVendor, SaidRate, unknown_vendors
from runtime.setting_types import Rate

AiProvider = Literal["template", "openai", "anthropic", "gemini"]
BlobStorage = Literal["postgres", "s3"]
LogLevel = Literal["debug", "info", "warning", "error", "critical"]

_ENV_FILE = ".env"


class BadSettings(Exception):
    """The process cannot start as configured. `faults` holds one sentence for each thing to change."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


Port = Annotated[int, Field(ge=1, le=65535)]
PositiveInt = Annotated[int, Field(ge=1)]
Credits = Annotated[int, Field(ge=0, le=1_000_000)]
AbsolutePath = Annotated[Path, AfterValidator(setting_types.absolute)]


def _films(name: str) -> str:
    return _one_of(list(registry.VIDEO), name)


def _draws(name: str) -> str:
    return _one_of(list(registry.IMAGE), name)


def _one_of(names: list[str], name: str) -> str:
    if name not in names:
        raise ValueError(f"should be {', '.join(names[:-1])} or {names[-1]}")
    return name


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _with_usual_prices(prices: dict[PaidAction, int]) -> dict[PaidAction, int]:
    return {PaidAction.GENERATE_IMAGE: 2} | prices


CreditPrices = Annotated[
    dict[PaidAction, Credits], NoDecode, BeforeValidator(setting_types.by_name), AfterValidator(_with_usual_prices)
]


class _Place(BaseSettings):
    """Where a stack keeps its state. Apart, so that one can be stopped whatever else is wrong."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=_ENV_FILE, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    greenlight_home: AbsolutePath = Field(Path(".greenlight"), validate_default=True)


class Settings(_Place):
    """Every variable that Greenlight itself reads. Get it from `load_settings`."""

    api_host: str = "127.0.0.1"
    api_port: Port = 8000
    api_keys: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(setting_types.comma_separated)] = ()
    temporal_port: Port = 7233
    temporal_ui_port: Port = 8233
    temporal_address: Annotated[str, AfterValidator(setting_types.host_and_port)] | None = None
    temporal_namespace: str = "default"
    temporal_cli_path: Path | None = None
    database_url: Annotated[SecretStr, AfterValidator(setting_types.postgres_url)] | None = None

    ai_provider: Annotated[AiProvider, BeforeValidator(setting_types.lower)] = "template"
    ai_api_key: SecretStr | None = None
    ai_model: str | None = None
    openai_api_key: SecretStr | None = None
    anthropic_api_key: SecretStr | None = None
    gemini_api_key: SecretStr | None = Field(None, validation_alias=AliasChoices("gemini_api_key", "google_api_key"))
    video_provider: Annotated[str, BeforeValidator(setting_types.lower), AfterValidator(_films)] = "animatic"
    image_provider: Annotated[str, BeforeValidator(setting_types.lower), AfterValidator(_draws)] = "animatic"
    replicate_api_token: SecretStr | None = None
    runwayml_api_secret: SecretStr | None = None
    runware_api_key: SecretStr | None = None
    scenes_per_video_min: SceneCount = USUAL_LIMITS.least
    scenes_per_video_max: SceneCount = USUAL_LIMITS.most

    blob_storage_type: Annotated[BlobStorage, BeforeValidator(setting_types.lower)] = "postgres"
    s3_bucket_name: str | None = None
    s3_region: str | None = None
    s3_endpoint_url: Annotated[str, AfterValidator(setting_types.web_address)] | None = None
    s3_public_base_url: str | None = None
    asset_delivery: Annotated[Literal["proxy", "redirect"], BeforeValidator(setting_types.lower)] = "proxy"
    aws_access_key_id: SecretStr | None = None
    aws_secret_access_key: SecretStr | None = None
    aws_session_token: SecretStr | None = None

    max_asset_download_size_mb: PositiveInt = 100
    asset_download_timeout_seconds: PositiveInt = 60
    asset_allowed_networks: Annotated[
        tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(setting_types.comma_separated)
    ] = ()
    price_table: AbsolutePath | None = None
    vendor_concurrency: ByVendor[PositiveInt] = {}
    vendor_rate: ByVendor[SaidRate] = {}
    credit_prices: CreditPrices = Field({}, validate_default=True)
    image_unavailable_after_seconds: PositiveInt = 120
    retention_days: PositiveInt = 30
    regenerate_rate: Annotated[SaidRate, NoDecode] = Rate(count=20, seconds=60)
    regenerate_wait_seconds: Annotated[int, Field(ge=0)] = 50
    render_slots: PositiveInt = Field(default_factory=_usable_cores)
    log_level: Annotated[LogLevel, BeforeValidator(setting_types.lower)] = "info"

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Settings":
        looks = (self._open_door(), self._scene_limits(), self._planner_key(), self._bucket(), self._prices())
        faults = [fault for fault in (*looks, *self._vendor_keys(), *self._vendor_limits()) if fault]
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _open_door(self) -> str | None:
        if self.api_keys or _is_loopback(self.api_host):
            return None
        return f"API_HOST is {self.api_host}, which others can reach: set API_KEYS, or listen on 127.0.0.1."

    def _scene_limits(self) -> str | None:
        if self.scenes_per_video_min <= self.scenes_per_video_max:
            return None
        return (
            f"SCENES_PER_VIDEO_MIN is {self.scenes_per_video_min}, "
            f"more than SCENES_PER_VIDEO_MAX, {self.scenes_per_video_max}."
        )

    def _planner_key(self) -> str | None:
        if self.ai_provider == "template":
            if self.ai_api_key is None:
                return None
            return "AI_API_KEY is set but AI_PROVIDER names no vendor: set AI_PROVIDER to openai, anthropic or gemini."
        if self.planner_key is None:
            own = f"{self.ai_provider}_API_KEY".upper()
            return f"AI_PROVIDER is {self.ai_provider} but there is no key for it: set AI_API_KEY or {own}."
        return None

    def _vendor_keys(self) -> Iterator[str]:
        keys: dict[str, str] = {
            "gemini": "GEMINI_API_KEY",
            "openai": "OPENAI_API_KEY",
            "replicate": "REPLICATE_API_TOKEN",
            "runware": "RUNWARE_API_KEY",
            "runway": "RUNWAYML_API_SECRET",
        }
        for variable in ("VIDEO_PROVIDER", "IMAGE_PROVIDER"):
            chosen = getattr(self, variable.lower())
            if chosen in keys and getattr(self, keys[chosen].lower()) is None:
                yield f"{variable} is {chosen} but there is no key for it: set {keys[chosen]}."

    def _bucket(self) -> str | None:
        if self.blob_storage_type != "s3":
            return None
        if self.s3_bucket_name is None:
            return "BLOB_STORAGE_TYPE is s3 but no bucket is named: set S3_BUCKET_NAME."
        if (self.aws_access_key_id is None) != (self.aws_secret_access_key is None):
            return "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together: set both, or neither."
        return None

    def _vendor_limits(self) -> Iterator[str]:
        yield from unknown_vendors("VENDOR_CONCURRENCY", self.vendor_concurrency, registry.paid_vendors())
        yield from unknown_vendors("VENDOR_RATE", self.vendor_rate, registry.paid_vendors())

    def _prices(self) -> str | None:
        try:
            read_prices(self.price_table)
        except AccountProblem as error:
            return f"PRICE_TABLE cannot be used: {error.message}."
        return None

    @property
    def planner_key(self) -> SecretStr | None:
        """The key of the planner's vendor: AI_API_KEY, else the variable that the vendor's own SDK reads."""
        own: dict[str, SecretStr | None] = {
            "openai": self.openai_api_key,
            "anthropic": self.anthropic_api_key,
            "gemini": self.gemini_api_key,
        }
        return self.ai_api_key or own.get(self.ai_provider)

    @property
    def psycopg_url(self) -> str:
        """DATABASE_URL as psycopg and libpq read it. Raises BadSettings when it is unset."""
        if self.database_url is None:
            raise BadSettings("DATABASE_URL is not set: start this process with `make up`, or set it.")
        _, rest = self.database_url.get_secret_value().split("://", maxsplit=1)
        return f"postgresql://{rest}"

    @property
    def sqlalchemy_url(self) -> str:
        """DATABASE_URL as SQLAlchemy reads it, for psycopg 3. Raises BadSettings when it is unset."""
        return self.psycopg_url.replace("postgresql://", "postgresql+psycopg://", 1)


def load_settings() -> Settings:
    """The settings of this process. Raises BadSettings with one sentence for each fault."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings(*(fault for detail in error.errors() for fault in _sentences(detail))) from None


def home_directory() -> Path:
    """GREENLIGHT_HOME, whatever is wrong with other variables."""
    return _Place().greenlight_home


def env_file() -> dict[str, str]:
    """What `.env` sets, also for those who read only the environment, as vendors' SDKs do."""
    return {name: value for name, value in dotenv_values(_ENV_FILE).items() if value}


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sentences(detail: ErrorDetails) -> list[str]:
    if not detail["loc"]:
        return str(detail["ctx"]["error"]).splitlines()
    variable = str(detail["loc"][0]).upper()
    reason = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if detail["type"] in ("literal_error", "enum"):
        reason = f"should be {detail['ctx']['expected'].replace(chr(39), '')}"
    return [f"{variable}{_shown(detail)} cannot be used: {reason[0].lower()}{reason[1:]}."]


def _shown(detail: ErrorDetails) -> str:
    """The value, unless the variable may hold a secret."""
    variable = str(detail["loc"][0])
    if variable.endswith(("_key", "_keys", "database_url")):
        return ""
    return f"={detail['input']}"
