"""Where vendors tell that an order has ended.

That only makes somebody look at the vendor's orders: nothing that is sent there is read or believed.
"""

from contextlib import suppress
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

VENDOR_NEWS: Final = "/api/v3/vendor-news/"
"""The path, which ends with the vendor's name."""

_INTERNAL = (".internal", ".lan", ".local", ".localhost")


def news_url(public_url: str | None, vendor: str) -> str | None:
    """Return the URL for the vendor's news; None unless it is https, at a name of the internet."""
    parts = urlsplit(public_url or "")
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or host.endswith(_INTERNAL):
        return None
    with suppress(ValueError):
        ip_address(host)  # of which no certificate is to be expected
        return None
    return f"{(public_url or '').rstrip('/')}{VENDOR_NEWS}{vendor}"
