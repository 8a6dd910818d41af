"""What the settings of all vendors have in common: where they are read from, keys, base URLs."""

from typing import Annotated, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import AccountProblem

_VERSIONS = ("/v1beta", "/v1")


class VendorSettings(BaseSettings):
    """Read from the environment and `.env`; the environment wins, empty means unset."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )


class VendorAccount(VendorSettings):
    """Who pays. `vendor` and `variable` are for the words when there is no key."""

    vendor: ClassVar[str]
    variable: ClassVar[str]

    key: SecretStr | None = None

    @property
    def api_key(self) -> str:
        """Errors: AccountProblem when there is none."""
        if self.key is None:
            raise AccountProblem(f"{self.vendor} needs a key: set {self.variable}.")
        return self.key.get_secret_value()

    @classmethod
    def checked(cls) -> Self:
        """The account of the environment. Errors: AccountProblem when it has no key."""
        account = cls()
        _ = account.api_key
        return account


def _with_version(url: str) -> str:
    url = url.rstrip("/")
    return url if urlsplit(url).path else f"{url}/v1"


def _without_version(url: str) -> str:
    url = url.rstrip("/")
    for version in _VERSIONS:
        url = url.removesuffix(version)
    return url


WithVersion = Annotated[str, AfterValidator(_with_version)]
"""A base URL that is to hold the version: a bare host gets /v1, any other path is taken as it is."""

WithoutVersion = Annotated[str, AfterValidator(_without_version)]
"""A base URL to which the vendor's client adds the version itself."""
