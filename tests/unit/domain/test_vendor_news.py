"""Vendors are told a URL for their news only where they can reach it."""

import pytest

from domain.vendors.vendor_news import news_url


@pytest.mark.parametrize("public", ["https://review.example.com", "https://review.example.com/"])
def test_vendors_post_to_the_public_url(public: str) -> None:
    assert news_url(public, "runware") == "https://review.example.com/api/v3/vendor-news/runware"


@pytest.mark.parametrize(
    "public",
    [
        None,
        "http://review.example.com",
        "https://localhost:8000",
        "https://greenlight",
        "https://nas.local",
        "https://api.internal/",
        "https://192.168.0.9",
        "https://8.8.8.8",
        "https://[2001:db8::1]",
    ],
)
def test_a_url_that_vendors_cannot_reach_is_told_to_none(public: str | None) -> None:
    assert news_url(public, "runware") is None
