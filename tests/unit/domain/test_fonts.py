"""A brand's font, or the nearest that we have."""

import pytest

from domain.language.fonts import FontFamily, is_one_of_ours, nearest_family


@pytest.mark.parametrize("family", FontFamily)
def test_a_font_that_we_have_is_found_by_its_name_in_any_case(family: FontFamily) -> None:
    assert nearest_family(f" {family.upper()} ") is family
    assert is_one_of_ours(family.lower())


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Helvetica Neue", FontFamily.INTER),
        ("Open Sans", FontFamily.INTER),
        ("Futura PT", FontFamily.MONTSERRAT),
        ("Proxima Nova", FontFamily.MONTSERRAT),
        ("EB Garamond", FontFamily.LORA),
        ("Times New Roman", FontFamily.LORA),
        ("Bodoni 72", FontFamily.PLAYFAIR),
        ("Bebas Neue", FontFamily.OSWALD),
        ("Roboto Condensed", FontFamily.OSWALD),
        ("Arial Rounded MT Bold", FontFamily.NUNITO),
        ("Dancing Script", FontFamily.CAVEAT),
        ("Zxqw", FontFamily.INTER),
        ("游ゴシック", FontFamily.INTER),
    ],
)
def test_another_font_has_one_of_ours_that_looks_like_it(name: str, nearest: FontFamily) -> None:
    assert nearest_family(name) is nearest
    assert not is_one_of_ours(name)
