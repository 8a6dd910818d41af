"""Addresses of e-mail: what is one, and what is refused."""

import pytest

from domain.review.mail import recipients, sender_of


def test_a_url_names_one_address_or_several_each_once() -> None:
    assert recipients("mailto:ann@acme.example") == ("ann@acme.example",)
    assert recipients("MAILTO:a.b+c@acme.example,bob@acme.example,bob@acme.example") == (
        "a.b+c@acme.example",
        "bob@acme.example",
    )


@pytest.mark.parametrize(
    "url",
    [
        "ann@acme.example",
        "mailto:",
        "mailto:ann",
        "mailto:ann@acme.example?bcc=eve@evil.example",
        "mailto:ann@acme.example,",
        "mailto:ann@acme.example%0D%0ABcc:%20eve@evil.example",
        "mailto:ann@acme.example\r\nBcc: eve@evil.example",
        "mailto:<ann@acme.example>",
        "mailto:ann..b@acme.example",
        "mailto:ann@-acme.example",
        "mailto:änn@acme.example",
        f"mailto:{'a' * 65}@acme.example",
        "mailto:" + ",".join(f"a{number}@acme.example" for number in range(11)),
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        recipients(url)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("films@acme.example", ("", "films@acme.example")),
        ("Greenlight <films@acme.example>", ("Greenlight", "films@acme.example")),
        ('"Acme, Films" <films@acme.example>', ("Acme, Films", "films@acme.example")),
    ],
)
def test_a_sender_is_an_address_with_or_without_a_name(text: str, expected: tuple[str, str]) -> None:
    assert sender_of(text) == expected
