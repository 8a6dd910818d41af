"""Which language a film is in, however a brief names it."""

import pytest

from domain.language.languages import film_language, language_named, line_language, spoken_language
from tests.unit.providers.template.asking import brief

GERMAN = "Der Kaffee für Menschen, die es am Morgen nicht eilig haben und die den Tag mit Ruhe beginnen"


@pytest.mark.parametrize(
    ("named", "tag"),
    [("de", "de"), ("pt_BR", "pt-BR"), ("Deutsch", "de"), ("sv", "sv"), ("Klingon", None), ("", "en")],
)
def test_captions_are_in_a_language_with_a_tag_or_in_none_that_is_known(named: str, tag: str | None) -> None:
    assert film_language(brief({"language": named})) == tag


def test_without_a_named_language_it_is_that_of_the_texts() -> None:
    assert film_language(brief({"language": "", "productDescription": GERMAN, "keyMessage": GERMAN})) == "de"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("English (US)", "en"),
        ("Swiss German", "de"),
        ("Deutsch (Schweiz)", "de"),
        ("Traditional Chinese", "zh-hant"),
        ("zh_Hant_TW", "zh-hant"),
        ("ITALIANO", "it"),
        ("make it German", "de"),
        ("繁體中文", "zh-hant"),
        ("Svenska", "sv"),
        ("Klingon", None),
    ],
)
def test_a_name_in_any_form_is_understood(name: str, code: str | None) -> None:
    assert language_named(name) == code


@pytest.mark.parametrize(
    ("named", "text", "code"),
    [
        ("日本語", "", "ja"),
        ("de-AT", "", "de"),
        ("zh-TW", "", "zh"),
        ("eng", "", "en"),
        ("mt", "", "mt"),
        ("Klingon", "Qapla'!", ""),
        ("  ", GERMAN, "de"),
        ("", "今日はいい日です。", "ja"),
        ("", "Lumo.", "en"),
    ],
)
def test_a_voice_is_asked_for_a_code_of_iso_639(named: str, text: str, code: str) -> None:
    assert spoken_language(named, text) == code


@pytest.mark.parametrize(
    ("basics", "text", "code"),
    [
        ({"productDescription": GERMAN, "keyMessage": GERMAN}, "Jetzt entdecken.", "de"),
        ({"productDescription": GERMAN, "keyMessage": GERMAN}, "今日はいい日です。", "ja"),
        ({"language": "English", "productDescription": GERMAN}, "Jetzt entdecken.", "en"),
        ({}, "Try it today.", "en"),
    ],
)
def test_a_line_of_few_words_is_in_the_language_of_its_brief(basics: dict[str, str], text: str, code: str) -> None:
    assert line_language(brief({"language": ""} | basics), text) == code
