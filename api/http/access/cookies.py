"""What all cookies have in common: whether a browser sends them over https only."""

from urllib.parse import urlsplit

from fastapi import Request


def is_over_https(request: Request) -> bool:
    """Return whether the browser's own connection is encrypted, by us or by a proxy in front of PUBLIC_URL."""
    public = urlsplit(request.state.container.settings.public_url or "")
    is_public = public.scheme == "https" and public.netloc == request.headers.get("Host")
    return request.url.scheme == "https" or is_public
