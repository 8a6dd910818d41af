"""docker-compose.yml, Dockerfile, Makefile and .env.example agree with each other and with the settings."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict, cast

import pytest
import yaml

from providers import registry
from runtime.settings.settings import Settings, load_settings
from tests.harness.time_limits import run

PROJECT = Path(__file__).parents[3]
READ_BY_VENDORS = {
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "GEMINI_API_KEY",
    "REPLICATE_API_TOKEN",
    "RUNWARE_API_KEY",
    "RUNWAYML_API_SECRET",
    "ELEVENLABS_API_KEY",
    "ELEVENLABS_BASE_URL",
    "REPLICATE_BASE_URL",
    "RUNWARE_BASE_URL",
    "RUNWAYML_BASE_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "OPENAI_BASE_URL",
    "ANTHROPIC_BASE_URL",
    "GEMINI_BASE_URL",
}
ONE_SHOT = {"temporal-schema", "temporal-namespace"}
"""Services that end when they have done their work."""

BUILT_HERE = {"api", "worker"}


class Service(TypedDict, total=False):
    image: str
    build: str
    healthcheck: dict[str, object]
    depends_on: dict[str, dict[str, str]]
    ports: list[str]
    volumes: list[str]
    container_name: str


def compose() -> dict[str, Service]:
    services = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]
    return cast(dict[str, Service], services)


def example() -> dict[str, str]:
    lines = (PROJECT / ".env.example").read_text().splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def used_by_compose() -> set[str]:
    text = (PROJECT / "docker-compose.yml").read_text()
    return set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", text))


def dockerfile() -> list[str]:
    return (PROJECT / "Dockerfile").read_text().replace("\\\n", "").splitlines()


def test_the_example_names_every_variable_and_no_other() -> None:
    settings = {name.upper() for name in Settings.model_fields}

    assert set(example()) == settings | READ_BY_VENDORS | used_by_compose()


@pytest.mark.parametrize(
    ("variable", "choices"),
    [
        ("AI_PROVIDER", registry.PLANNERS),
        ("VIDEO_PROVIDER", registry.VIDEO),
        ("IMAGE_PROVIDER", registry.IMAGE),
        ("VOICE_PROVIDER", registry.VOICES),
    ],
)
def test_the_example_names_every_provider(variable: str, choices: Iterable[str]) -> None:
    comment = (PROJECT / ".env.example").read_text().partition(f"\n{variable}=")[0].rpartition("\n\n")[2]

    assert all(re.search(rf"\b{name}\b", comment) for name in choices)


def test_the_example_unchanged_means_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    defaults = load_settings()
    shutil.copy(PROJECT / ".env.example", tmp_path / ".env")

    assert load_settings() == defaults


def test_every_image_is_pinned_to_a_version() -> None:
    images = {name: service["image"] for name, service in compose().items()}
    bases = [line.split()[1] for line in dockerfile() if line.startswith("FROM ")]

    for image in (*images.values(), *bases):
        assert re.search(r":v?\d+\.\d+", image), image


def test_every_lasting_service_has_a_health_check() -> None:
    services = compose()

    watched = {name for name, service in services.items() if "healthcheck" in service}
    assert watched == set(services) - ONE_SHOT - {"api"}
    assert any(line.startswith("HEALTHCHECK") for line in dockerfile())


def test_services_wait_for_what_they_need() -> None:
    for name, service in compose().items():
        for needed, condition in service.get("depends_on", {}).items():
            expected = "service_completed_successfully" if needed in ONE_SHOT else "service_healthy"
            assert condition == {"condition": expected}, (name, needed)


def test_the_worker_service_can_be_scaled() -> None:
    worker = compose()["worker"]

    assert "container_name" not in worker
    assert "ports" not in worker


def test_services_without_a_login_are_published_on_this_machine_only() -> None:
    for name, service in compose().items():
        if name not in BUILT_HERE:
            assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name


def test_copied_and_mounted_paths_exist() -> None:
    copied = [path for line in dockerfile() if line.startswith("COPY ") for path in line.split()[1:-1]]
    mounted = [volume.split(":")[0] for service in compose().values() for volume in service.get("volumes", [])]

    for path in (*copied, *(path for path in mounted if path.startswith("."))):
        assert (PROJECT / path).exists(), path


def test_the_image_contains_every_package() -> None:
    allowed = {line.removeprefix("!") for line in (PROJECT / ".dockerignore").read_text().splitlines()}
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"tests", "benchmarks"}

    assert packages <= allowed


def test_the_container_does_not_run_as_root() -> None:
    assert [line for line in dockerfile() if line.startswith("USER ")] == ["USER greenlight"]


def test_make_lists_its_targets() -> None:
    listed = run(("make", "-C", PROJECT, "--no-print-directory"), check=True)

    for target in ("demo", "up", "down", "test", "lint", "bench", "histories", "clean", "help"):
        assert f"  make {target} " in listed.stdout


def test_make_says_in_one_sentence_which_python_it_needs(tmp_path: Path) -> None:
    old = tmp_path / "old-python"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    shutil.copy(PROJECT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()

    refused = run(("make", "up", f"PYTHON={old}"), cwd=tmp_path)

    assert refused.returncode != 0
    assert f"Greenlight needs Python 3.11 or later, and {old} is Python 3.9.2" in refused.stderr
    assert not (tmp_path / ".venv").exists()
