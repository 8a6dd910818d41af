"""What no job understands is refused before a job is asked."""

import pytest

from domain.errors import Invalid
from domain.rules.messages import RejectStoryboard, parse_message
from tests.unit.domain.saying import MALFORMED, Said


@pytest.mark.parametrize("said", MALFORMED, ids=lambda said: f"{said[0]} {list(said[1])}")
def test_a_malformed_message_is_invalid(said: Said) -> None:
    with pytest.raises(Invalid):
        parse_message(*said)


def test_the_refusal_names_the_field_and_what_it_should_be() -> None:
    with pytest.raises(Invalid, match=r"^feedback: Field required$"):
        parse_message("reject_storyboard", {})
    with pytest.raises(Invalid, match=r"^mood: Extra inputs are not permitted$"):
        parse_message("cancel", {"mood": "bad"})


def test_every_fault_is_named() -> None:
    with pytest.raises(Invalid, match=r"sceneNumber: .*; feedback: "):
        parse_message("regenerate_scene", {"sceneNumber": 0, "feedback": ""})


def test_fields_are_understood_in_camel_and_in_snake_case() -> None:
    both = [
        parse_message("reject_storyboard", {"feedback": "x", key: 2})
        for key in ("storyboardRevision", "storyboard_revision")
    ]

    assert both == [RejectStoryboard(feedback="x", storyboard_revision=2)] * 2


def test_feedback_is_kept_verbatim() -> None:
    said = "  „Mehr Licht!“\n\t🎬 "

    assert parse_message("reject_storyboard", {"feedback": said}) == RejectStoryboard(feedback=said)
