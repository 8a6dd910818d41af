"""Addresses of e-mail, and the server that sends it."""

import re
from typing import Final

from pydantic import Field

from domain.base import Frozen

MAX_RECIPIENTS: Final = 10

_SCHEME: Final = "mailto:"
_LOCAL: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS: Final = rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})*"
"""The pattern of an address as RFC 5321 writes it, without quotes, of ASCII; its lengths are limited besides."""

_ADDRESS: Final = re.compile(ADDRESS)
_SENDER: Final = re.compile(r"(?P<name>[^<>\r\n]*?)\s*<(?P<address>[^<>]*)>")


def is_address(text: str) -> bool:
    """Return whether the text is one address."""
    is_one = _ADDRESS.fullmatch(text) is not None
    return is_one and len(text.partition("@")[0]) <= 64 and len(text) <= 254


def recipients(url: str) -> tuple[str, ...]:
    """Return the addresses of a `mailto:` URL. Errors: ValueError, which says what is wrong."""
    if not url.lower().startswith(_SCHEME):
        raise ValueError("write mailto: and one address, or several with commas between them")
    found = tuple(url[len(_SCHEME) :].split(","))
    for each in found:
        if not is_address(each):
            raise ValueError(f"{each[:80]!r} is no e-mail address")
    if len(found) > MAX_RECIPIENTS:
        raise ValueError(f"names {len(found)} addresses; a message goes to {MAX_RECIPIENTS} at most")
    return tuple(dict.fromkeys(found))


class MailServer(Frozen):
    """The SMTP server that sends mail, and the sender's name and address.

    `tls` is how the connection is encrypted: from its beginning, by STARTTLS, or not at all.
    """

    host: str
    port: int
    username: str | None
    password: str | None = Field(repr=False)
    is_tls: bool
    starts_tls: bool
    sender_name: str
    sender: str


def sender_of(text: str) -> tuple[str, str]:
    """Return name and address of `Greenlight <films@acme.example>`, or of an address alone. Errors: ValueError."""
    match = _SENDER.fullmatch(text.strip())
    name, address = (match["name"].strip().strip('"'), match["address"]) if match else ("", text.strip())
    if not is_address(address) or not name.isprintable():
        raise ValueError("write an address, or Name <address>")
    return name, address
