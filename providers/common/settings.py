"""Settings of vendors' accounts: keys and base URLs, read from the environment and `.env`."""

from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import AccountProblem


def key_in(*variables: str) -> Any:
    """Return a field that is read from the first of these variables that is set."""
    return Field(None, validation_alias=AliasChoices(*variables))


class VendorAccount(BaseSettings):
    """An account at a vendor. `vendor` is its name for people; `fix` says what to check if the account is the problem.

    The environment overrides `.env`; an empty value means unset.
    """

    model_config = SettingsConfigDict(frozen=True, env_file=".env", env_ignore_empty=True, extra="ignore")

    vendor: ClassVar[str]
    fix: ClassVar[str]

    key: SecretStr | None = None
    base_url: str = ""

    @property
    def api_key(self) -> str:
        """Errors: AccountProblem when there is none."""
        if self.key is None:
            alias = type(self).model_fields["key"].validation_alias
            variable = alias.choices[0] if isinstance(alias, AliasChoices) else alias
            raise AccountProblem(f"{self.vendor} needs a key: set {variable}.")
        return self.key.get_secret_value()

    @classmethod
    def from_env(cls) -> Self:
        """Errors: AccountProblem when the environment has no key."""
        account = cls()
        _ = account.api_key
        return account


class PlannerAccount(VendorAccount):
    """An account at a vendor of language models, with the model to ask."""

    model: str


def _with_version(url: str) -> str:
    url = url.rstrip("/")
    return url if urlsplit(url).path else f"{url}/v1"


def _without_version(url: str) -> str:
    return url.rstrip("/").removesuffix("/v1beta").removesuffix("/v1")


WithVersion = Annotated[str, AfterValidator(_with_version)]
"""A base URL with the version: a bare host gets /v1, any other path is taken as it is."""

WithoutVersion = Annotated[str, AfterValidator(_without_version)]
"""A base URL to which the vendor's client adds the version itself."""
