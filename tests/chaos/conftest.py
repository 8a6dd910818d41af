"""An operator at the pipeline of the test."""

import pytest

from tests.chaos.operator import Operator
from tests.harness.pipeline import VendorPipeline


@pytest.fixture
def operator(idle_pipeline: VendorPipeline) -> Operator:
    return Operator(idle_pipeline)
