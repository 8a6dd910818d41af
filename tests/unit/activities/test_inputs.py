"""Inputs of activities as they are recorded in histories of runs."""

import json
from uuid import uuid4

from temporalio.contrib.pydantic import pydantic_data_converter

from activities.common.inputs import CapacityRequest


async def test_a_request_for_capacity_keeps_the_field_names_of_recorded_payloads() -> None:
    request = CapacityRequest(vendor="runway", claimant=uuid4())

    payloads = await pydantic_data_converter.encode([request])

    assert json.loads(payloads[0].data) == {"vendor": "runway", "visitor": str(request.claimant)}
    assert await pydantic_data_converter.decode(payloads, [CapacityRequest]) == [request]
