"""The settings: what the environment and `.env` say, checked once at start.

The environment overrides `.env`; an empty value means unset. A variable that only one vendor's adapter reads is in that
adapter's own settings (`providers/common/settings.py`).
"""

import os
from collections.abc import Iterable, Iterator
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, IPvAnyNetwork, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.clients.client_limits import ClientLimits, MaxJobs, MaxSpend, MaxStorage
from domain.credits import PaidAction
from domain.errors import AccountProblem, InputRejected
from domain.scene_limits import USUAL_LIMITS, SceneCount
from providers import registry
from providers.common.prices import read_prices
from runtime.settings.mail_settings import MailSettings
from runtime.settings.setting_types import (
    AbsolutePath,
    ByName,
    CommaSeparated,
    HostAndPort,
    LowerCase,
    Origin,
    Port,
    PositiveInt,
    PostgresUrl,
    Rate,
    WebAddress,
    WrittenRate,
    alternatives,
    one_of,
)
from runtime.settings.voice_settings import VoiceSettings

_ENV_FILE = ".env"


class BadSettings(Exception):
    """The process cannot start with these settings. `faults` holds one sentence for each thing to change."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _with_usual_prices(prices: dict[PaidAction, int]) -> dict[PaidAction, int]:
    return {PaidAction.GENERATE_IMAGE: 2} | prices


Credits = Annotated[int, Field(ge=0, le=1_000_000)]
CreditPrices = Annotated[ByName[PaidAction, Credits], AfterValidator(_with_usual_prices)]


class _HomeSetting(BaseSettings):
    """Where a devstack keeps its state. Readable even if other settings are wrong, so that `make down` works."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=_ENV_FILE, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    greenlight_home: AbsolutePath = Field(Path(".greenlight"), validate_default=True)


class Settings(MailSettings, VoiceSettings, _HomeSetting):
    """Every variable that Greenlight itself reads. Get it from `load_settings`."""

    api_host: str = "127.0.0.1"
    api_port: Port = 8000
    api_keys: CommaSeparated[SecretStr] = ()
    allowed_origins: CommaSeparated[Origin] = ()
    public_url: WebAddress | None = None
    temporal_port: Port = 7233
    temporal_ui_port: Port = 8233
    temporal_ui_url: WebAddress | None = None
    temporal_address: HostAndPort | None = None
    temporal_namespace: str = "default"
    temporal_cli_path: Path | None = None
    database_url: PostgresUrl | None = None

    ai_provider: Annotated[str, LowerCase, one_of(registry.PLANNERS)] = "template"
    ai_api_key: SecretStr | None = None
    ai_model: str | None = None
    video_provider: Annotated[str, LowerCase, one_of(registry.VIDEO)] = "animatic"
    image_provider: Annotated[str, LowerCase, one_of(registry.IMAGE)] = "animatic"
    scenes_per_video_min: SceneCount = USUAL_LIMITS.least
    scenes_per_video_max: SceneCount = USUAL_LIMITS.most

    blob_storage_type: Annotated[Literal["postgres", "s3"], LowerCase] = "postgres"
    s3_bucket_name: str | None = None
    s3_region: str | None = None
    s3_endpoint_url: WebAddress | None = None
    s3_public_base_url: str | None = None
    asset_delivery: Annotated[Literal["proxy", "redirect"], LowerCase] = "proxy"
    aws_access_key_id: SecretStr | None = None
    aws_secret_access_key: SecretStr | None = None
    aws_session_token: SecretStr | None = None

    request_rate: WrittenRate = Rate(count=30_000, seconds=60)
    max_request_bytes: Annotated[int, Field(ge=64 * 1024)] = 1024 * 1024
    max_jobs_in_flight: MaxJobs | None = None
    max_storage_mb: MaxStorage | None = None
    max_spend_per_month: MaxSpend | None = None
    max_asset_download_size_mb: PositiveInt = 100
    asset_download_timeout_seconds: PositiveInt = 60
    asset_allowed_networks: CommaSeparated[IPvAnyNetwork] = ()
    c2pa_certificate: AbsolutePath | None = None
    c2pa_private_key: AbsolutePath | None = None
    c2pa_timestamp_url: WebAddress | None = None
    price_table: AbsolutePath | None = None
    vendor_concurrency: ByName[str, PositiveInt] = {}
    vendor_rate: ByName[str, WrittenRate] = {}
    credit_prices: CreditPrices = Field({}, validate_default=True)
    image_unavailable_after_seconds: PositiveInt = 120
    retention_days: PositiveInt = 30
    event_retention_days: PositiveInt = 30
    regenerate_rate: WrittenRate = Rate(count=20, seconds=60)
    regenerate_wait_seconds: Annotated[int, Field(ge=0)] = 50
    render_slots: PositiveInt = Field(default_factory=_usable_cores)
    log_level: Annotated[Literal["debug", "info", "warning", "error", "critical"], LowerCase] = "info"

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if faults := [*self._faults(), *self._vendor_faults()]:
            raise ValueError("\n".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        if not self.api_keys and not _is_loopback(self.api_host):
            yield f"API_HOST is {self.api_host}, which others can reach: set API_KEYS, or listen on 127.0.0.1."
        if "*" in self.allowed_origins and not self.api_keys:
            yield (
                "ALLOWED_ORIGINS is * but there are no keys, so any web page could spend here: "
                "set API_KEYS, or name origins."
            )
        least, most = self.scenes_per_video_min, self.scenes_per_video_max
        if least > most:
            yield f"SCENES_PER_VIDEO_MIN is {least}, more than SCENES_PER_VIDEO_MAX, {most}."
        is_s3 = self.blob_storage_type == "s3"
        if is_s3 and self.s3_bucket_name is None:
            yield "BLOB_STORAGE_TYPE is s3 but no bucket is named: set S3_BUCKET_NAME."
        elif is_s3 and (self.aws_access_key_id is None) != (self.aws_secret_access_key is None):
            yield "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together: set both, or neither."
        yield from self.mail_faults()
        yield from self._certificate_faults()
        try:
            read_prices(self.price_table)
        except AccountProblem as error:
            yield f"PRICE_TABLE cannot be used: {error.message}."

    def _certificate_faults(self) -> Iterator[str]:
        if (self.c2pa_certificate is None) != (self.c2pa_private_key is None):
            yield "C2PA_CERTIFICATE and C2PA_PRIVATE_KEY belong together: set both, or neither."
        elif self.c2pa_certificate and self.c2pa_private_key:
            try:
                # Its library is slow to import, and most processes have no certificate of their own.
                import_module("media.credentials.certificate").read_certificate(
                    self.c2pa_certificate, self.c2pa_private_key
                )
            except InputRejected as error:
                yield f"C2PA_CERTIFICATE and C2PA_PRIVATE_KEY cannot be used: {error.message}."

    def _vendor_faults(self) -> Iterator[str]:
        """Yield what is wrong with keys and limits of vendors."""
        keys = registry.PLANNERS.key_variables(self.ai_provider)
        if keys and self.ai_api_key is None and not is_any_set(keys):
            yield f"AI_PROVIDER is {self.ai_provider} but there is no key for it: set AI_API_KEY or {keys[0]}."
        if not keys and self.ai_api_key is not None:
            vendors = alternatives([name for name in registry.PLANNERS if registry.PLANNERS.key_variables(name)])
            yield f"AI_API_KEY is set but AI_PROVIDER names no vendor: set AI_PROVIDER to {vendors}."
        for variable, provider, kind in (
            ("VIDEO_PROVIDER", self.video_provider, registry.VIDEO),
            ("IMAGE_PROVIDER", self.image_provider, registry.IMAGE),
        ):
            if (keys := kind.key_variables(provider)) and not is_any_set(keys):
                yield f"{variable} is {provider} but there is no key for it: set {keys[0]}."
        yield from self.voice_faults(is_any_set)
        paid = registry.paid_vendors()
        for variable, limits in (("VENDOR_CONCURRENCY", self.vendor_concurrency), ("VENDOR_RATE", self.vendor_rate)):
            for name in limits:
                if name not in paid:
                    known = ", ".join(paid)
                    yield f"{variable} limits {name}, which neither films, draws nor speaks: there is {known}."

    @property
    def client_limits(self) -> ClientLimits:
        """The limits of clients that have none of their own."""
        return ClientLimits(
            max_jobs_in_flight=self.max_jobs_in_flight,
            max_storage_mb=self.max_storage_mb,
            max_spend_per_month=self.max_spend_per_month,
        )

    @property
    def psycopg_url(self) -> str:
        """DATABASE_URL without the name of a driver. Raises BadSettings when it is unset."""
        if self.database_url is None:
            raise BadSettings("DATABASE_URL is not set: start this process with `make up`, or set it.")
        _, rest = self.database_url.get_secret_value().split("://", maxsplit=1)
        return f"postgresql://{rest}"


def load_settings() -> Settings:
    """Return the settings of this process. Raises BadSettings with one sentence for each fault."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings(*(fault for detail in error.errors() for fault in _sentences(detail))) from None


def variable_names() -> set[str]:
    """Return the names of all variables of a stack: settings, and the keys of vendors."""
    registries = (registry.PLANNERS, registry.VIDEO, registry.IMAGE, registry.VOICES)
    keys = {variable for each in registries for name in each for variable in each.key_variables(name)}
    return keys | {name.upper() for name in Settings.model_fields}


def home_directory() -> Path:
    """Return GREENLIGHT_HOME, even if other variables are wrong."""
    return _HomeSetting().greenlight_home


def environment_variables() -> dict[str, str]:
    """Return what the environment and `.env` set, for processes that read only the environment, as vendors' SDKs do."""
    return {name: value for source in (dotenv_values(_ENV_FILE), os.environ) for name, value in source.items() if value}


def is_any_set(variables: Iterable[str]) -> bool:
    """Whether the environment or `.env` sets one of the variables, which vendors' adapters read themselves."""
    return not {name.upper() for name in environment_variables()}.isdisjoint(variables)


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
    may_be_secret = variable.endswith(("_KEY", "_KEYS", "_PASSWORD", "DATABASE_URL", "SMTP_URL"))
    value = "" if may_be_secret else f"={detail['input']}"
    return [f"{variable}{value} cannot be used: {reason[0].lower()}{reason[1:]}."]
