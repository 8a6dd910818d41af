"""What needs no key, and what of it logs may not have."""

import logging

import pytest

from api.http.access.open_paths import hide_tokens, is_open

TOKEN = "8b0JmXcPzvWq3T1nYk5uR2sLdE7fGhAaQxI9oVwBtM4"


@pytest.mark.parametrize("below", ["", "/", "/film?v=1", "/scenes/1/still"])
def test_the_log_of_requests_has_no_token_of_a_review_link(below: str) -> None:
    # As `uvicorn.access` writes it.
    args = ("127.0.0.1:5000", "GET", f"/r/{TOKEN}{below}", "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', args, None)

    assert hide_tokens(record)

    assert record.getMessage() == '127.0.0.1:5000 - "GET /r/… HTTP/1.1" 200'


@pytest.mark.parametrize(
    "path", ["//r/x", "/r", "/jobs", "/studio", "/sign-in/", "/api/v3/session/", "/R/x", "/api/v3/vendor-news"]
)
def test_what_only_looks_like_an_open_path_is_none(path: str) -> None:
    assert not is_open(path)
