"""Messages are validated before they reach a job."""

import pytest

from domain.errors import Invalid
from domain.rules.messages import RejectStoryboard, parse_message
from tests.unit.domain.rules.message_strategies import MALFORMED, NamedMessage


@pytest.mark.parametrize("message", MALFORMED, ids=lambda message: f"{message[0]} {list(message[1])}")
def test_a_malformed_message_is_invalid(message: NamedMessage) -> None:
    with pytest.raises(Invalid):
        parse_message(*message)


def test_the_refusal_names_the_field_and_what_it_should_be() -> None:
    with pytest.raises(Invalid, match=r"^feedback: Field required$"):
        parse_message("reject_storyboard", {})
    with pytest.raises(Invalid, match=r"^mood: Extra inputs are not permitted$"):
        parse_message("cancel", {"mood": "bad"})


def test_every_error_of_a_message_is_named() -> None:
    with pytest.raises(Invalid, match=r"sceneNumber: .*; feedback: "):
        parse_message("regenerate_scene", {"sceneNumber": 0, "feedback": ""})


def test_fields_are_accepted_in_camel_case_and_in_snake_case() -> None:
    both = [
        parse_message("reject_storyboard", {"feedback": "x", key: 2})
        for key in ("storyboardRevision", "storyboard_revision")
    ]

    assert both == [RejectStoryboard(feedback="x", storyboard_revision=2)] * 2


def test_feedback_is_kept_verbatim() -> None:
    text = "  „Mehr Licht!“\n\t🎬 "

    assert parse_message("reject_storyboard", {"feedback": text}) == RejectStoryboard(feedback=text)
