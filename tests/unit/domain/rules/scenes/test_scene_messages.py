"""Messages that write the text of a scene take every field of it."""

import pytest

from domain.base import Wire
from domain.job.storyboard import SceneText
from domain.rules.scenes.scene_messages import BatchUpdate, SceneAdded, SceneChanges, SceneUpdated
from tests.unit.domain.jobs import in_review, send, text_value


@pytest.mark.parametrize("message", [SceneChanges, SceneUpdated, BatchUpdate, SceneAdded])
def test_a_message_that_writes_a_scene_has_every_field_of_its_text(message: type[Wire]) -> None:
    assert message.model_fields.keys() >= SceneText.model_fields.keys()


@pytest.mark.parametrize("name", SceneText.model_fields)
def test_a_change_of_one_field_of_the_text_changes_only_that_field(name: str) -> None:
    assert SceneChanges.model_validate({name: text_value(name)}).text_changes() == {name: text_value(name)}


def test_an_added_scene_has_the_text_that_was_given() -> None:
    fields = {name: text_value(name) for name in SceneText.model_fields}

    assert SceneAdded.model_validate(fields).text == SceneText.model_validate(fields)


def test_a_description_of_the_greatest_length_can_be_read_again() -> None:
    longest = "x" * 5_000

    updated = send(in_review(), "scene_updated", scene=1, description=longest)
    added = send(in_review(), "scene_added", description=longest)

    for scene in (updated.active_scenes[0], added.active_scenes[-1]):
        assert SceneText.model_validate(scene.text.model_dump(mode="json")).description == longest
