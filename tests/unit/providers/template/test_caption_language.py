"""The language that captions say they are in."""

import pytest

from providers.template.brief_facts import caption_language
from tests.unit.providers.template.asking import brief


@pytest.mark.parametrize(
    ("named", "tag"),
    [("de", "de"), ("pt_BR", "pt-BR"), ("Deutsch", "de"), ("sv", "sv"), ("Klingon", None), ("", "en")],
)
def test_the_language_is_a_tag_or_nothing(named: str, tag: str | None) -> None:
    assert caption_language(brief({"language": named})) == tag


def test_without_a_named_language_it_is_that_of_the_texts() -> None:
    words = "Der Kaffee für Menschen, die es am Morgen nicht eilig haben und die den Tag mit Ruhe beginnen"
    assert caption_language(brief({"language": "", "productDescription": words, "keyMessage": words})) == "de"
