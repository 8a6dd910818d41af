"""How the values of variables are written: rates, lists, limits by vendor, addresses, paths."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from domain.base import Frozen

Key = TypeVar("Key")
Value = TypeVar("Value")

_RATE = re.compile(r"([1-9]\d*)\s*/\s*(second|minute|hour|day)")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?")
_POSTGRES_SCHEMES = ("postgres", "postgresql", "postgresql+psycopg")


class Rate(Frozen):
    """At most `count` in any period of `seconds`."""

    count: Annotated[int, Field(ge=1)]
    seconds: int


def _rate(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _RATE.fullmatch(value.strip().lower())
    if match is None:
        raise ValueError("write a number and a unit of time, such as 20/minute")
    return Rate(count=int(match[1]), seconds=_SECONDS[match[2]])


def _by_name(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [item.partition("=") for item in value.split(",") if item.strip()]
    if not all(name.strip() and written.strip() for name, _, written in pairs):
        raise ValueError("write name=number, with commas between them")
    return {name.strip().lower(): written.strip() for name, _, written in pairs}


def _comma_separated(value: object) -> object:
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    return value


def _postgres_url(value: SecretStr) -> SecretStr:
    if urlsplit(value.get_secret_value()).scheme not in _POSTGRES_SCHEMES:
        raise ValueError("write postgresql://user:password@host:port/database")
    return value


def _web_address(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError("write https://host, with a port and a path where there are some")
    return value


def _origin(value: str) -> str:
    if value == "*":
        return value
    match = _ORIGIN.fullmatch(value.lower())
    if match is None or int(match["port"] or 1) not in range(1, 65536):
        raise ValueError("write each as https://host or http://host:port, without a path, or * for all")
    # A browser leaves the usual port out of its Origin header.
    is_usual = (match["scheme"], match["port"]) in (("http", "80"), ("https", "443"))
    port = f":{int(match['port'])}" if match["port"] and not is_usual else ""
    return f"{match['scheme']}://{match['host']}{port}"


def _host_and_port(value: str) -> str:
    if not re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^:/\s]+):\d+", value):
        raise ValueError("write host:port, such as temporal.example.com:7233")
    return value


def one_of(names: Iterable[str], *more: str) -> AfterValidator:
    """Return a validator that accepts only what `names` holds at the time, and `more`."""

    def check(name: str) -> str:
        if name not in (choices := [*names, *more]):
            raise ValueError(f"should be {alternatives(choices)}")
        return name

    return AfterValidator(check)


def alternatives(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


LowerCase = BeforeValidator(lambda value: value.strip().lower() if isinstance(value, str) else value)
CommaSeparated = Annotated[tuple[Value, ...], NoDecode, BeforeValidator(_comma_separated)]
ByName = Annotated[dict[Key, Value], NoDecode, BeforeValidator(_by_name)]
"""`replicate=10, runway=2`."""

WrittenRate = Annotated[Rate, NoDecode, BeforeValidator(_rate)]
"""`20/minute`."""

PostgresUrl = Annotated[SecretStr, AfterValidator(_postgres_url)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Origin = Annotated[str, AfterValidator(_origin)]
"""The origin of web pages as a browser sends it, scheme://host[:port]; or `*`, any."""

HostAndPort = Annotated[str, AfterValidator(_host_and_port)]
AbsolutePath = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]
Port = Annotated[int, Field(ge=1, le=65535)]
PositiveInt = Annotated[int, Field(ge=1)]
