from importlib.util import find_spec

import pytest

from domain.ports.planner import Planner
from providers.registry import IMAGE, PLANNERS, VIDEO, Registry


def test_the_default_planner_is_built_from_an_empty_environment() -> None:
    planner = PLANNERS.create("template")

    assert isinstance(planner, Planner)
    assert planner.name == "template"


def test_an_unknown_name_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(LookupError, match="no storyboard provider 'gpt-99'; there is template"):
        PLANNERS.create("gpt-99")


def test_an_adapter_is_imported_only_when_it_is_asked_for() -> None:
    registry: Registry[Planner] = Registry("storyboard", {"ghost": "providers.text.ghost:Ghost"})

    assert list(registry) == ["ghost"]
    assert "ghost" in registry
    with pytest.raises(ModuleNotFoundError):
        registry.create("ghost")


@pytest.mark.parametrize("name", list(PLANNERS))
def test_every_planner_has_its_module(name: str) -> None:
    assert find_spec(PLANNERS.module(name)) is not None


@pytest.mark.parametrize("name", list(VIDEO))
def test_every_video_model_has_its_module(name: str) -> None:
    assert find_spec(VIDEO.module(name)) is not None


@pytest.mark.parametrize("name", list(IMAGE))
def test_every_image_model_has_its_module(name: str) -> None:
    assert find_spec(IMAGE.module(name)) is not None
