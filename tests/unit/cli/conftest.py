"""A fake API, and the command line run in this process: arguments in, output and exit status out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.__main__ import main
from tests.unit.cli.fake_api import FakeApi, running


@dataclass
class Ended:
    """A command that has ended: its exit status and what it wrote."""

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
        captured = capsys.readouterr()
        return Ended(int(end.value.code or 0), captured.out, captured.err)

    return run
