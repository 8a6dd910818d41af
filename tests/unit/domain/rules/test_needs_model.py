"""Which messages are taken while the job's provider is not set up."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import evolve
from domain.errors import Refused
from domain.rules.decide import decide, needs_model
from domain.rules.messages import Message, parse_message
from tests.unit.domain.jobs import MODEL_CHOICE, NOW, SITUATIONS
from tests.unit.domain.rules.message_strategies import actions, asset_messages, scene_messages

OTHER = evolve(MODEL_CHOICE, provider="none", model="none", longest_clip=1)


WITH_SCENES = [name for name, make in SITUATIONS.items() if make().active_scenes]


@given(data=st.data(), situation=st.sampled_from(WITH_SCENES))
def test_what_needs_no_model_does_the_same_whatever_the_model_is(data: st.DataObject, situation: str) -> None:
    job = SITUATIONS[situation]()
    name, fields = data.draw(actions(job) | scene_messages(job) | asset_messages(job))
    with suppress(Refused):
        message = parse_message(name, fields)
        if not needs_model(message):
            after = decide(job, message, "request", NOW, MODEL_CHOICE)
            assert decide(job, message, "request", NOW, OTHER) == after


@pytest.mark.parametrize(
    ("message", "needed"),
    [
        (parse_message("cancel", {}), False),
        (parse_message("finish_without_failed", {}), False),
        (parse_message("scene_deleted", {"scene": 1}), False),
        (parse_message("scene_updated", {"scene": 1, "status": "failed"}), False),
        (parse_message("scene_updated", {"scene": 1, "status": "pending"}), True),
        (parse_message("scene_updated", {"scene": 1, "filming": {"seed": 1}}), True),
        (parse_message("retry_failed_scenes", {}), True),
        (parse_message("approve_storyboard", {}), True),
    ],
)
def test_to_end_to_leave_out_and_to_bring_a_clip_needs_no_model_and_to_film_does(
    message: Message, needed: bool
) -> None:
    assert needs_model(message) is needed
