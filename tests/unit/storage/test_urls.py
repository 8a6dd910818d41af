"""Which texts are URLs that may be fetched, and how an error message shows them."""

import pytest
from hypothesis import given
from hypothesis.strategies import text
from yarl import URL

from domain.errors import InputRejected
from storage.web.urls import shown, web_url

SECRET = "s3cret"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "picture.png",
        "//example.com/a.png",
        "file:///etc/passwd",
        "ftp://example.com/a.png",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "http://",
        "http:///a.png",
        "http://[::1/a.png",
        "http://example.com:99999/",
        "http://example.com:port/",
        "http://a\\@b/",
        "http://\ud800/",
    ],
)
def test_a_text_that_is_no_web_url_is_refused(url: str) -> None:
    with pytest.raises(InputRejected):
        web_url(url)


@pytest.mark.parametrize(
    "url",
    [
        f"https://user:{SECRET}@example.com/a.png",
        f"https://{SECRET}@example.com/a.png",
        f"ftp://user:{SECRET}@example.com/a.png?k={SECRET}",
        f"http://user:{SECRET}/b@example.com/a.png#{SECRET}",
        f"http:user:{SECRET}@example.com:port/?{SECRET}",
        f"http://a\\@b:{SECRET}@c/",
    ],
)
def test_credentials_are_refused_and_never_shown(url: str) -> None:
    with pytest.raises(InputRejected) as refused:
        web_url(url)
    assert SECRET not in refused.value.message


def test_a_signed_url_keeps_its_spelling() -> None:
    url = "https://example.com/a%2Fb.png?sig=%7E%2B+%2F&x=1"
    assert str(web_url(url)) == url


def test_a_url_in_another_script_is_encoded() -> None:
    assert str(web_url("https://bücher.example/ü b.png")) == "https://xn--bcher-kva.example/%C3%BC%20b.png"


def test_a_relative_location_is_taken_from_where_it_was_found() -> None:
    assert str(web_url("../b.png", base=URL("https://example.com/x/y/a.png"))) == "https://example.com/x/b.png"


def test_a_shown_url_has_no_query() -> None:
    assert shown(URL(f"https://example.com/@me/a.png?k={SECRET}#{SECRET}")) == "https://example.com/@me/a.png?…"


@given(text())
def test_any_text_is_a_web_url_or_refused_with_a_printable_message(garbage: str) -> None:
    try:
        url = web_url(garbage)
    except InputRejected as refused:
        refused.message.encode()
    else:
        assert url.scheme in ("http", "https")
