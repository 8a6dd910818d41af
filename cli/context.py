"""The context of a command: settings, home, the stack that runs there, and the API to talk to."""

from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from cli.api.client import ApiClient
from cli.errors import Failure
from runtime.devstack.home import Home, Stack
from runtime.settings.settings import BadSettings, Settings, environment_variables, load_settings

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class CliContext:
    """`url` is the API's; `is_remote` if the user named it, so that no stack of this machine is meant.

    `variables` are those of the environment and of `.env` that are not empty.
    """

    settings: Settings
    home: Home
    stack: Stack | None
    url: str
    key: str | None
    is_remote: bool
    variables: Mapping[str, str]

    def client(self) -> ApiClient:
        if self.is_remote:
            advice = "Check GREENLIGHT_URL or --url, and that the API runs."
        elif self.stack:
            advice = f"The stack is {self.stack.phase}: its logs are in {self.home.logs}."
        else:
            advice = "Start the stack with `make up`, or name another API with --url or GREENLIGHT_URL."
        return ApiClient(self.url, self.key, advice)


def find_context(url: str | None) -> CliContext:
    """Return the context for the named API, else for the running stack, else for where a stack would listen.

    Raises Failure when the settings cannot be used.
    """
    with chdir(PROJECT):  # `.env` and a relative home are there, wherever the command is typed
        variables = environment_variables()
        try:
            settings = load_settings()
        except BadSettings as error:
            raise Failure(str(error)) from None
    named = url or variables.get("GREENLIGHT_URL")
    home = Home(settings.greenlight_home)
    stack = None if named else home.stack()
    keys = [key.get_secret_value() for key in settings.api_keys]
    return CliContext(
        settings=settings,
        home=home,
        stack=stack,
        url=named or (stack.api_url if stack else f"http://{settings.api_host}:{settings.api_port}"),
        key=variables.get("GREENLIGHT_API_KEY") or next(iter(keys), None),
        is_remote=bool(named),
        variables=variables,
    )
