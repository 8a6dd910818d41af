"""What scopes the caller of a route needs: declared where the route is defined, checked before its request is read."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from fastapi.routing import APIRoute
from starlette import types
from typing_extensions import override

from domain.clients.access import Caller, Scope

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

SCHEME: Final = "key"
"""The name of the security scheme in the OpenAPI document."""

NOTE: Final = "x-scopes-note"
"""The extension of an operation that says in words what else it may need, until the document is complete."""

_ATTRIBUTE: Final = "__needed_scopes__"


def needs(*scopes: Scope, more: str = "") -> Callable[[Endpoint], Endpoint]:
    """Declare the scopes of which a caller of the route must have all; none: whoever reaches the API may call it.

    `more` says, for the documentation, what else is needed and when. Goes below the router's decorator.
    """

    def declare(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _ATTRIBUTE, (scopes, more))
        return endpoint

    return declare


class ScopedRoute(APIRoute):
    """A route whose callers need the scopes that its function declares with `needs`. Without that it cannot be made."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        try:
            self.scopes, more = getattr(endpoint, _ATTRIBUTE)
        except AttributeError:
            raise TypeError(f"{endpoint.__qualname__}: declare with `needs` which scopes its callers need") from None
        shown: dict[str, Any] = {"security": [{SCHEME: list(self.scopes)}] if self.scopes or more else []}
        options["openapi_extra"] = {**(options.get("openapi_extra") or {}), **shown, **({NOTE: more} if more else {})}
        super().__init__(path, endpoint, **options)

    @override
    async def handle(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        """Serve the request. Errors: MissingScope."""
        if scope["method"] in (self.methods or ()):
            caller: Caller = scope["state"]["caller"]
            caller.check(*self.scopes)
        await super().handle(scope, receive, send)
