"""Messages in the inputs of workflows and activities, as Temporal keeps them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from unittest.mock import create_autospec
from uuid import UUID, uuid4

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.common.inputs import CapacityRequest, Command, InvalidMessage, Request
from activities.job.state import JobStateActivities
from domain.clients.access import Scope
from domain.errors import AccountProblem, Invalid
from domain.job.approval import ANYBODY, Sender, SenderKind
from domain.ports.repositories import JobRepository
from domain.rules.messages import Cancel, Message, RegenerateScene, RejectStoryboard, SetBudget, parse_message
from domain.rules.scenes.fallback import Offers
from tests.unit.activities.in_memory import OrderedVideoModel, catalog

CONVERTER = pydantic_data_converter.payload_converter


def json_of(value: Any) -> Any:
    """What Temporal keeps of the value."""
    return CONVERTER.from_payload(CONVERTER.to_payload(value))


@pytest.mark.parametrize(
    ("message", "name", "fields"),
    [
        (Cancel(), "cancel", {}),
        (
            RejectStoryboard(feedback="calmer", storyboard_revision=2),
            "reject_storyboard",
            {"feedback": "calmer", "storyboardRevision": 2},
        ),
        (
            RegenerateScene(scene_number=2, note_ids=(UUID(int=7),)),
            "regenerate_scene",
            {"sceneNumber": 2, "noteIds": [str(UUID(int=7))]},
        ),
        (SetBudget(max_cost=None), "set_budget", {"maxCost": None}),
        (SetBudget(max_cost=Decimal("2.50")), "set_budget", {"maxCost": 2.5}),
        (
            parse_message("scene_updated", {"scene": 1, "shotType": "wide"}),
            "scene_updated",
            {"scene": 1, "shotType": "wide"},
        ),
    ],
)
def test_a_message_is_its_name_and_the_fields_that_were_given(
    message: Message, name: str, fields: dict[str, Any]
) -> None:
    request = Request(id="one", message=message)

    kept = json_of(request)

    assert kept == {"id": "one", "name": name, "fields": fields, "expires_at": None}
    assert Request.model_validate(kept) == request


def test_what_earlier_versions_sent_is_read() -> None:
    job = uuid4()
    kept: dict[str, Any] = {"job": str(job), "request": "one", "name": "cancel", "fields": {}, "expires_at": None}

    assert Command.model_validate(kept) == Command(job=job, request="one", message=Cancel())
    assert Request.model_validate({"id": "one", "name": "cancel"}).message == Cancel()


def test_a_sender_is_kept_with_its_scopes() -> None:
    sender = Sender(by=SenderKind.KEY, name="Ada", key_id=UUID(int=7), scopes=frozenset({Scope.APPROVE_FILMS}))
    request = Request(id="one", message=Cancel(), sender=sender)

    kept = json_of(request)

    said = {"by": "key", "name": "Ada", "key_id": str(UUID(int=7)), "scopes": ["films:approve"]}
    assert kept["sender"] == said
    assert Request.model_validate(kept) == request


def test_a_sender_with_all_scopes_is_kept_as_versions_without_scopes_write_and_read_it() -> None:
    request = Request(id="one", message=Cancel(), sender=ANYBODY)

    kept = json_of(request)

    assert kept["sender"] == {"by": "anonymous", "name": ""}
    assert Request.model_validate(kept) == request


@pytest.mark.parametrize(("name", "fields"), [("dance", {}), ("cancel", {"mood": "bad"}), ("cancel", {"x": "a\0b"})])
async def test_a_signal_that_is_no_message_is_kept_and_refused_where_it_is_applied(
    name: str, fields: dict[str, Any]
) -> None:
    command = Command.model_validate({"job": uuid4(), "request": "one", "name": name, "fields": fields})

    assert Command.model_validate(json_of(command)) == command
    assert isinstance(command.message, InvalidMessage)
    with pytest.raises(Invalid):
        await _apply(command)


@pytest.mark.parametrize(("fields", "field"), [({"voice": "nobody"}, "voice"), ({"fallback": ["nobody"]}, "fallback")])
async def test_a_signal_that_names_a_provider_which_is_not_set_up_here_is_refused(
    fields: dict[str, Any], field: str
) -> None:
    command = Command.model_validate({"job": uuid4(), "request": "one", "name": "set_production", "fields": fields})

    with pytest.raises(Invalid, match=f"{field}: .*nobody"):
        await _apply(command)


async def _apply(command: Command) -> None:
    """Apply the message where no provider is set up."""

    def unknown(name: str) -> Any:
        raise AccountProblem(f"there is no {name}")

    nobody = replace(catalog(OrderedVideoModel()), video=unknown, voice=unknown)
    await JobStateActivities(create_autospec(JobRepository), create_autospec(Offers), nobody).apply(command)


def test_a_request_for_capacity_keeps_the_field_names_of_recorded_payloads() -> None:
    request = CapacityRequest(vendor="runway", claimant=uuid4())

    assert json_of(request) == {"vendor": "runway", "visitor": str(request.claimant)}
    assert CapacityRequest.model_validate(json_of(request)) == request
