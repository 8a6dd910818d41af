"""A brand's font draws Latin words, and nothing that it lacks."""

import pytest

from domain.language.fonts import FontFamily
from media.text.faces import Face, face_of
from media.text.typesetting import Typesetter
from media.text.unicode_scripts import Script


def fonts_of(text: str, face: Face) -> set[Script | Face]:
    setter = Typesetter(text, face)
    return {run.script for run in setter.line(0, len(setter.text)).runs}


@pytest.mark.parametrize("face", Face)
def test_each_face_draws_western_words_and_prices(face: Face) -> None:
    assert fonts_of("Größe à 9,99 € – jetzt!", face) == {face}


def test_letters_that_the_face_lacks_are_drawn_by_ours_and_all_others_of_the_text_too() -> None:
    assert fonts_of("Morrow Καφές", Face.OSWALD) == {Script.LATIN}


def test_other_scripts_keep_their_own_fonts() -> None:
    assert fonts_of("اطلب الآن", Face.LORA) == {Script.ARABIC}
    assert fonts_of("公式サイト", Face.LORA) == {Script.JAPANESE}


def test_a_face_is_found_by_the_name_in_the_brief() -> None:
    assert face_of("playfair display") is Face.PLAYFAIR
    assert face_of("") is None
    assert face_of("Arial") is None
    assert {face.family for face in Face} == set(FontFamily) - {FontFamily.INTER}


def test_words_in_the_face_fit_their_box() -> None:
    for face in Face:
        px, lines = Typesetter("Order yours at morrow.example", face).fit(400, 200, 60, 20, 3)
        assert all(line.width(px) <= 400 for line in lines)
