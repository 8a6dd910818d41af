"""What a signal carries, without a server."""

from typing import Any

import pytest
from temporalio import workflow
from temporalio.common import RawValue
from temporalio.converter import DefaultPayloadConverter

from workflows.signal_payload import signal_fields

CONVERTER = DefaultPayloadConverter()


@pytest.fixture(autouse=True)
def _converter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow, "payload_converter", lambda: CONVERTER)


def sent(*values: Any) -> list[RawValue]:
    return [RawValue(CONVERTER.to_payload(value)) for value in values]


@pytest.mark.parametrize(
    ("name", "values", "fields"),
    [
        ("scene_updated", ("j", "s", "failed"), {"job": "j", "scene": "s", "status": "failed"}),
        ("scene_regenerate", ("j", 2), {"job": "j", "scene": 2}),
        ("scene_deleted", ("j", "s"), {"job": "j", "scene": "s"}),
    ],
)
def test_a_message_to_a_scene_may_be_a_list_of_values(
    name: str, values: tuple[Any, ...], fields: dict[str, Any]
) -> None:
    assert signal_fields(name, sent(*values)) == fields


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ((), {}),
        ((None,), {}),
        (({"sceneNumber": 2},), {"sceneNumber": 2}),
        (("two",), {"payload": "two"}),
        (("two", "three"), {"payload": "two"}),
    ],
)
def test_other_signals_have_the_fields_of_one_object(values: tuple[Any, ...], fields: dict[str, Any]) -> None:
    assert signal_fields("regenerate_scene", sent(*values)) == fields
