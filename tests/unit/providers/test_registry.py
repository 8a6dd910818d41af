"""The registry of providers."""

from importlib.util import find_spec

import pytest

from domain.ports.planner import Planner
from providers.registry import IMAGE, MESSENGERS, PLANNERS, VIDEO, VOICES, Registry


def test_the_default_planner_is_built_from_an_empty_environment() -> None:
    planner = PLANNERS.create("template")

    assert isinstance(planner, Planner)
    assert planner.name == "template"


def test_an_unknown_name_is_an_error_with_the_known_names() -> None:
    with pytest.raises(LookupError, match="no storyboard provider 'gpt-99'; there is template"):
        PLANNERS.create("gpt-99")


def test_an_adapter_is_imported_only_when_it_is_asked_for() -> None:
    registry: Registry[Planner] = Registry("storyboard", {"ghost": "providers.text.ghost:Ghost"})

    assert list(registry) == ["ghost"]
    assert "ghost" in registry
    with pytest.raises(ModuleNotFoundError):
        registry.create("ghost")


@pytest.mark.parametrize(
    ("registry", "name"),
    [(registry, name) for registry in (PLANNERS, VIDEO, IMAGE, VOICES, MESSENGERS) for name in registry],
)
def test_every_adapter_has_its_module(registry: Registry[object], name: str) -> None:
    assert find_spec(registry.module(name)) is not None
