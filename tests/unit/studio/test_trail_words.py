"""The studio has words for all that a job can be told to do."""

import re
from typing import get_args

import pytest

from api.studio_page import FOLDER
from domain.rules.messages import Message


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_message_of_the_audit_trail_has_words(language: str) -> None:
    texts = (FOLDER / "words" / f"trail_{language}.js").read_text(encoding="utf-8")
    known = set(re.findall(r"^    (\w+): \(", texts, re.MULTILINE))

    assert {message.model_fields["action"].default for message in get_args(Message)} <= known
