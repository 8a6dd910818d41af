"""Validate the URLs of clients, and show them in error messages without secrets."""

import re

from yarl import URL

from domain.errors import InputRejected

_SHOWN_CHARACTERS = 200
_PLAIN = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f.:]+(%[a-z0-9._~-]+)?", re.IGNORECASE)
"""A name, a number, or an IPv6 address with or without its zone. `%41` and the like are no part of a name."""
_CREDENTIALS = re.compile(r"^([a-z]*:?[/\\]*).*@", re.IGNORECASE | re.DOTALL)


def web_url(text: str, base: URL | None = None) -> URL:
    """Return the URL, `text` being relative to `base`. Raises InputRejected if it cannot be fetched.

    What is already plain ASCII stays as it is: a signature may cover the exact spelling.
    """
    try:
        url = URL(text, encoded=_PLAIN.fullmatch(text) is not None)
        url = base.join(url) if base else url
        scheme, host = url.scheme, url.raw_host
    except ValueError:
        raise InputRejected(f"{shown(text)} is not a URL; check how it is written") from None
    if scheme not in ("http", "https") or not host:
        raise InputRejected(f"{shown(text)} cannot be fetched; give a URL that begins with https:// or http://")
    if not _HOST.fullmatch(host):
        raise InputRejected(f"{shown(text)} names no host; check how it is written")
    if url.user is not None or url.password is not None:
        raise InputRejected(
            f"{shown(text)} cannot be fetched with a user name or password in it; "
            "give a public or a signed URL, or upload the file"
        )
    return url


def shown(url: URL | str) -> str:
    """Return the URL without what may be secret in it: user, password, query and fragment."""
    text = str(url)
    head = re.split(r"[?#]", text, maxsplit=1)[0]
    if isinstance(url, str):
        head = _CREDENTIALS.sub(r"\1***@", head)
    return head.encode("ascii", "backslashreplace").decode()[:_SHOWN_CHARACTERS] + "?…" * ("?" in text)
