"""What a link signs, the forms of its pages and the cookie of a guest who has given the password; and other cookies."""

import hashlib
import re
import time
from datetime import timedelta
from decimal import Decimal
from typing import Final
from urllib.parse import quote, unquote

from fastapi import Request, Response

from api.http.access.cookies import is_over_https
from api.http.access.open_paths import GUEST_PREFIX
from api.http.access.signatures import is_signed, sign
from domain.deferred import Deferred
from domain.review.review_link import ReviewLink

seal = Deferred[[bytes, str], str]("api.http.idempotency.sealing:seal")
unseal = Deferred[[bytes, str], str]("api.http.idempotency.sealing:unseal")

FORM_LIFETIME: Final = timedelta(hours=12)
PASSWORD_LIFETIME: Final = timedelta(hours=12)
VISIT_LIFETIME: Final = timedelta(hours=12)
NAME_LIFETIME: Final = timedelta(days=30)
MAX_NAME: Final = 100

_FORM, _PASSWORD = "form", "password"
_PASSWORD_COOKIE, _VISIT_COOKIE, _NAME_COOKIE = "greenlight_guest", "greenlight_visit", "greenlight_name"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_AMOUNT = re.compile(r"([0-9]{1,8}(\.[0-9]{1,4})?)?")


def is_token(text: str) -> bool:
    """Return whether the text can be a link's token: others are not looked for."""
    return _TOKEN.fullmatch(text) is not None


def form_token(link: ReviewLink) -> str:
    """Return what a form carries, so that only a page of the link can send it, and only for so long."""
    return sign(_key(link), _FORM, FORM_LIFETIME, time.time())


def is_form_token(link: ReviewLink, text: str) -> bool:
    return is_signed(_key(link), _FORM, text, time.time())


def form_amount(link: ReviewLink, amount: Decimal | None) -> str:
    """Return the amount as a form of the link carries it: encrypted, if its guests are not to see costs."""
    text = "" if amount is None else str(amount)
    return text if link.show_cost else seal(_key(link), text)


def amount_in_form(link: ReviewLink, text: str) -> Decimal | None:
    """Return the amount that the form carries; None if it was unknown. Errors: ValueError if it is none of `link`."""
    plain = text if link.show_cost else unseal(_key(link), text)
    if not _AMOUNT.fullmatch(plain):
        raise ValueError("not an amount")
    return Decimal(plain) if plain else None


def has_password(link: ReviewLink, request: Request) -> bool:
    """Return whether the link has no password, or the guest has given it."""
    given = request.cookies.get(_PASSWORD_COOKIE, "")
    return link.password_hash is None or is_signed(_key(link), _PASSWORD, given, time.time())


def remember_password(link: ReviewLink, request: Request, response: Response) -> None:
    """Set the cookie that opens the link to this browser without asking again."""
    value = sign(_key(link), _PASSWORD, PASSWORD_LIFETIME, time.time())
    _set_cookie(request, response, _PASSWORD_COOKIE, value, PASSWORD_LIFETIME)


def name_of(request: Request) -> str:
    """Return the name that the guest gave before; an empty text if none."""
    return unquote(request.cookies.get(_NAME_COOKIE, ""))[:MAX_NAME]


def remember_name(request: Request, response: Response, name: str) -> None:
    """Keep the name in the guest's browser, so that it need not be written twice."""
    if name:
        _set_cookie(request, response, _NAME_COOKIE, quote(name), NAME_LIFETIME)


def begin_visit(request: Request, response: Response) -> bool:
    """Return whether this is the first page of a visit, and mark the browser so that its next one is not."""
    if _VISIT_COOKIE in request.cookies:
        return False
    _set_cookie(request, response, _VISIT_COOKIE, "1", VISIT_LIFETIME)
    return True


def _key(link: ReviewLink) -> bytes:
    return hashlib.sha256(f"{link.secret} {link.password_hash or ''}".encode()).digest()


def _set_cookie(request: Request, response: Response, name: str, value: str, lifetime: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(lifetime.total_seconds()),
        # Of this link alone: of two links each has its own.
        path=f"{GUEST_PREFIX}{request.path_params['token']}",
        httponly=True,
        # Strict would not be sent when a guest comes from a mail, who would then be asked again.
        samesite="lax",
        secure=is_over_https(request),
    )
