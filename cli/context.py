"""Where the command line works: the settings, the home, the stack that runs there, the API."""

import os
from collections.abc import Callable, Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from cli.api.client import Client
from cli.errors import Failure
from runtime.devstack.home import Home, Stack
from runtime.settings import BadSettings, Settings, env_file, load_settings

Value = TypeVar("Value")

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class CliContext:
    """`url` is the API's; `is_elsewhere` when somebody named it, so that no stack of ours is meant.

    `told` are the variables of the environment and of `.env`, without those that are empty.
    """

    settings: Settings
    home: Home
    stack: Stack | None
    url: str
    key: str | None
    is_elsewhere: bool
    told: Mapping[str, str]

    def client(self) -> Client:
        return Client(self.url, self.key, self._when_unreachable())

    def _when_unreachable(self) -> str:
        if self.is_elsewhere:
            return "Check GREENLIGHT_URL or --url, and that the API runs."
        if self.stack:
            return f"The stack is {self.stack.phase}: its logs are in {self.home.logs}."
        return "Start the stack with `make up`, or name another API with --url or GREENLIGHT_URL."


def find_context(url: str | None) -> CliContext:
    """The place for a command: the named API, else that of the running stack, else where a stack would listen.

    Raises Failure when the settings cannot be used.
    """
    settings = _in_project(_settings)
    told = {**_in_project(env_file), **{name: value for name, value in os.environ.items() if value}}
    named = url or told.get("GREENLIGHT_URL")
    home = Home(settings.greenlight_home)
    stack = None if named else home.stack()
    keys = [key.get_secret_value() for key in settings.api_keys]
    return CliContext(
        settings=settings,
        home=home,
        stack=stack,
        url=named or (stack.api_url if stack else f"http://{settings.api_host}:{settings.api_port}"),
        key=told.get("GREENLIGHT_API_KEY") or next(iter(keys), None),
        is_elsewhere=bool(named),
        told=told,
    )


def _settings() -> Settings:
    try:
        return load_settings()
    except BadSettings as error:
        raise Failure("\n".join(error.faults)) from None


def _in_project(read: Callable[[], Value]) -> Value:
    """`.env` and a relative home are the project's, wherever the command is typed."""
    with chdir(PROJECT):
        return read()
