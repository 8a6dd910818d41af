"""Routers whose GETs answer HEAD too and whose routes declare scopes, and which methods a path has.

A path that is written out in a route is never another route's parameter: `/scenes/order` is no scene called `order`,
so that another method there is 405, with the methods of that path alone in `Allow`.
"""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Match
from typing_extensions import override

from api.http.access.scopes import ScopedRoute

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class _Text(Convertor[str]):
    """A part of a path as it is. `regex` says which."""

    @override
    def convert(self, value: str) -> str:
        return value

    @override
    def to_string(self, value: str) -> str:
        return value


class _Scene(_Text):
    regex = "(?!(?:order|batch)$)[^/]+"


class _User(_Text):
    """The id of a user, which may contain slashes."""

    regex = ".*(?<!/entries)(?<!/grants)"


class _Client(_Text):
    """The id of a client, which may contain slashes."""

    regex = ".*(?<!/usage)"


register_url_convertor("client", _Client())
register_url_convertor("scene", _Scene())
register_url_convertor("user", _User())


class ApiRouter(APIRouter):
    """A router that answers HEAD wherever it answers GET. The server that runs the app leaves out the body."""

    def __init__(self, *, route_class: type[APIRoute] = ScopedRoute, **options: Any) -> None:
        super().__init__(route_class=route_class, **options)

    @override
    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().add_api_route(path, endpoint, **options)
        if options.get("methods") == ["GET"]:
            super().add_api_route(path, endpoint, **options | {"methods": ["HEAD"], "include_in_schema": False})


def allowed_methods(request: Request) -> list[str]:
    """Return the methods of all routes of the request's path."""
    scope = {"type": "http", "path": request.scope["path"], "root_path": request.scope.get("root_path", "")}

    def has(method: str) -> bool:
        return any(route.matches({**scope, "method": method})[0] is Match.FULL for route in request.app.routes)

    return [method for method in _METHODS if has(method)]
