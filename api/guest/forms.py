"""What guests send: forms as HTML sends them, read within limits."""

import asyncio
import re
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request

from api.guest.tokens import MAX_NAME
from api.guest.view import Entered
from api.guest.words import Words
from api.http.errors import TooLarge, TooSlow
from api.http.json_request import pieces_in_time
from domain import timeouts
from domain.film_format import FPS
from domain.job.film.film_file import Film

_MAX_BYTES: Final = 128 * 1024
_MAX_FIELDS: Final = 20
MAX_TEXT: Final = 5_000
_MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,4})(?:[.,]\d+)?")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


async def read_form(request: Request) -> dict[str, str]:
    """Return the form's fields, without blanks around them. Errors: TooLarge, TooSlow."""
    body = bytearray()
    try:
        async with asyncio.timeout(timeouts.REQUEST_BODY):
            async for data in pieces_in_time(request.stream()):
                body += data
                if len(body) > _MAX_BYTES:
                    raise TooLarge.than(_MAX_BYTES, "the form")
    except TimeoutError:
        raise TooSlow(f"the form did not arrive within {timeouts.REQUEST_BODY:g} s; send it again") from None
    try:
        pairs = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise TooLarge(f"the form has more than {_MAX_FIELDS} fields") from None
    return {name: _UNSTORABLE.sub("", value).replace("\r\n", "\n").strip() for name, value in pairs}


def entered(form: dict[str, str], errors: dict[str, str]) -> Entered:
    """Return what was typed, for a page that shows it again with what is wrong."""
    return Entered(
        name=form.get("name", ""),
        note=form.get("note", ""),
        about=form.get("about", ""),
        moment=form.get("moment", ""),
        reason=form.get("reason", ""),
        errors=errors,
    )


def length_errors(words: Words, form: dict[str, str]) -> dict[str, str]:
    """Return which texts are too long. Browsers keep the limits themselves."""
    limits = {"name": MAX_NAME, "note": MAX_TEXT, "reason": MAX_TEXT}
    return {name: words.too_long.format(most=most) for name, most in limits.items() if len(form.get(name, "")) > most}


def frame_of(moment: str, film: Film) -> int | None:
    """Return the film's frame at `0:07` or `7`, minutes and seconds; None if that is no moment of the film."""
    match = _MOMENT.fullmatch(moment)
    if match is None:
        return None
    frame = (int(match[1] or 0) * 60 + int(match[2])) * FPS
    return frame if frame < film.frames else None
