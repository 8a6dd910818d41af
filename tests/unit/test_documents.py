"""The documents name files, folders, modules and commands that exist."""

import ast
import re
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from cli.app import app

PROJECT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path.relative_to(PROJECT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "samples/*.md")
    for path in PROJECT.glob(pattern)
)
ROOTS = [*sorted(path.parent.name for path in PROJECT.glob("*/__init__.py")), "docs", "deploy", "studio"]
NOT_PRODUCTION = ("tests", "samples", "benchmarks")
PACKAGES = sorted(
    path.parent.relative_to(PROJECT).as_posix()
    for root in ROOTS
    for path in (PROJECT / root).rglob("__init__.py")
    if root not in NOT_PRODUCTION and path.parents[1].name != "vendors"
)
"""The docstring of `providers/vendors` speaks for its packages."""

IN_BACKTICKS = re.compile(r"`([^`\s]+)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
GREENLIGHT = re.compile(r"\./greenlight ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")
MAKE = re.compile(r"(?:^|`)make ([a-z][a-z0-9-]*)", re.MULTILINE)
NEWCOMERS_FILE = re.compile(r"zeta|Zeta")
"""The vendor that CONTRIBUTING adds as an example."""


def named_paths(text: str) -> set[str]:
    """Return what looks like a path of this project: in backticks and below a package, or the target of a link."""
    words = {word.rstrip("/") for word in IN_BACKTICKS.findall(text)}
    paths = {word for word in words if "/" in word and word.split("/")[0] in ROOTS}
    modules = {word for word in words if re.fullmatch(rf"({'|'.join(ROOTS)})(\.[a-z_0-9]+)+", word)}
    links = {target.rstrip("/") for target in LINK.findall(text) if not target.startswith("..")}
    return paths | links | {module.replace(".", "/") for module in modules}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_and_module_that_a_document_names_exists(document: str) -> None:
    text = (PROJECT / document).read_text()
    missing = []
    for path in named_paths(text):
        candidates = (PROJECT / path, PROJECT / f"{path}.py", (PROJECT / document).parent / path)
        if not any(candidate.exists() for candidate in candidates) and not NEWCOMERS_FILE.search(path):
            missing.append(path)

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_names_exists(document: str) -> None:
    text = (PROJECT / document).read_text()
    commands = get_command(app)
    assert isinstance(commands, TyperGroup)
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", (PROJECT / "Makefile").read_text(), re.MULTILINE))

    assert set(MAKE.findall(text)) <= targets
    for name, part in GREENLIGHT.findall(text):
        assert name in commands.commands
        group = commands.commands[name]
        assert not part or not isinstance(group, TyperGroup) or part in group.commands


def test_every_top_level_package_is_in_the_architecture() -> None:
    text = (PROJECT / "ARCHITECTURE.md").read_text()
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"benchmarks", "samples"}

    assert [package for package in sorted(packages) if f"`{package}/`" not in text] == []


def test_the_glossary_has_at_most_25_terms() -> None:
    glossary = (PROJECT / "ARCHITECTURE.md").read_text().split("## Glossary")[1].split("\n## ")[0]

    assert len([line for line in glossary.splitlines() if line.startswith("| ")]) - 1 <= 25


@pytest.mark.parametrize("package", PACKAGES)
def test_the_docstring_of_every_package_says_what_it_may_import(package: str) -> None:
    docstring = ast.get_docstring(ast.parse((PROJECT / package / "__init__.py").read_text())) or ""

    assert "import" in docstring.lower()


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("domain/rules/results.py", "def fail_take"),
        ("domain/scene_limits.py", "SceneCount = 3"),
        ("activities/purchasing/order_once.py", "vendor.order()"),
        ("domain/rules/decide.py", "case messages.RejectStoryboard()"),
        ("providers/registry.py", "PLANNERS"),
        ("domain/job/pending_work.py", "class WorkKind"),
        ("domain/webhooks/changes.py", "webhook_events"),
        ("domain/timeouts.py", "HEARTBEAT"),
        ("api/http/errors.py", "Conflict: 409"),
    ],
)
def test_a_newcomers_question_leads_to_the_file_that_answers_it(file: str, found: str) -> None:
    questions = (PROJECT / "ARCHITECTURE.md").read_text().split("## Where is it?")[1].split("\n## ")[0]

    assert f"`{file}`" in questions
    assert found in (PROJECT / file).read_text()
