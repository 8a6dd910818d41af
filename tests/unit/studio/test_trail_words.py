"""The studio has words for all that a job can be told to do."""

import re
from typing import get_args

import pytest

from api.studio_page import FOLDER
from domain.rules.messages import Message


def known_actions(language: str) -> set[str]:
    texts = (FOLDER / "words" / language / "trail.js").read_text(encoding="utf-8")
    return set(re.findall(r"^    (\w+): \(", texts, re.MULTILINE))


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_message_of_the_audit_trail_has_words(language: str) -> None:
    assert {message.model_fields["action"].default for message in get_args(Message)} <= known_actions(language)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_lost_file_of_a_job_has_words(language: str) -> None:
    lost = {"clip_lost", "original_lost", "film_lost", "speech_lost", "first_frame_lost"}

    assert lost <= known_actions(language)
