"""A fake API, and the command line as a person meets it: words in, words and an exit status out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.__main__ import main
from tests.unit.cli.fake_api import FakeApi, running


@dataclass
class Ended:
    status: int
    out: str
    err: str


Greenlight = Callable[..., Ended]


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with running() as api:
        yield api


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def greenlight(
    api: FakeApi, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Greenlight:
    monkeypatch.setenv("GREENLIGHT_URL", api.url)
    monkeypatch.setenv("GREENLIGHT_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "160")
    for name in ("GREENLIGHT_API_KEY", "API_KEYS", "DATABASE_URL", "TEMPORAL_ADDRESS"):
        monkeypatch.setenv(name, "")

    def run(*arguments: str) -> Ended:
        with pytest.raises(SystemExit) as end:
            main(list(arguments))
        said = capsys.readouterr()
        return Ended(int(end.value.code or 0), said.out, said.err)

    return run
