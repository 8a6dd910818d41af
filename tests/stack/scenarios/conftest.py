"""Tests here share one stack that saves scenarios."""

import pytest

from tests.harness.scenario_stack import ScenarioStack


@pytest.fixture
def stack(scenario_stack: ScenarioStack) -> ScenarioStack:
    return scenario_stack
