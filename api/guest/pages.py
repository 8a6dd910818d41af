"""Guests' pages as HTML responses, with the headers that all of them have."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse

from api.guest.view import Entered, ShownJob
from api.guest.words import Words
from api.http.access.open_paths import GUEST_PREFIX
from domain.deferred import Deferred

STYLE: Final = Path(__file__).with_name("guest.css")
STYLE_PATH: Final = f"{GUEST_PREFIX}guest.css"

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}
render = Deferred[[str, Mapping[str, object]], str]("api.guest.templating:render")
"""Imported with the first page."""


def review_page(
    words: Words, job: ShownJob, form_token: str, entered: Entered, notices: tuple[str, ...] = (), status: int = 200
) -> HTMLResponse:
    """Return the page of the job. `notices` say why something was not done."""
    return _page("review.html", words, status, job=job, form_token=form_token, entered=entered, notices=notices)


def password_page(words: Words, base: str, status: int, error: str = "") -> HTMLResponse:
    """Return the page that asks for the link's password, and says nothing of the job."""
    return _page("password.html", words, status, base=base, error=error)


def message_page(words: Words, status: int, message: str, help: str = "", back: str = "") -> HTMLResponse:
    """Return a page with a sentence or two. `back` is the path of a link to the job's page."""
    return _page("message.html", words, status, message=message, help=help, back=back)


def _page(template: str, words: Words, status: int, **values: Any) -> HTMLResponse:
    html = render(template, {"words": words, "style": STYLE_PATH, **values})
    return HTMLResponse(html, status, {**_HEADERS, "Content-Language": words.language})
