"""The studio: one HTML page under the addresses of its screens, and the files that make it up."""

import os
from pathlib import Path
from typing import Final

from fastapi.responses import FileResponse, HTMLResponse
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from api.http.access.scopes import needs
from api.http.routing import ApiRouter
from api.studio_page import FOLDER, studio_page

_ROOMS: Final = {
    "storyboard": "screens/job/storyboard/storyboard_room.js",
    "filming": "screens/job/filming/filming_room.js",
    "film": "screens/job/film/film_room.js",
}
"""The script of each room of a film."""

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    # Asked for again each time: after an update all files are of one version. Unchanged ones are answered with 304.
    "Cache-Control": "no-cache",
}

router = ApiRouter(include_in_schema=False)


@router.get("/")
@needs()
async def list_of_films() -> HTMLResponse:
    """The page. It reads its address and shows the screen that this names."""
    return _page("screens/jobs/jobs_screen.js")


@router.get("/new")
@needs()
async def new_film() -> HTMLResponse:
    return _page("screens/new_film/new_film_screen.js")


@router.get("/settings/keys")
@needs()
async def keys() -> HTMLResponse:
    return _page("screens/settings/keys/keys_screen.js")


@router.get("/settings/webhooks")
@needs()
async def webhooks() -> HTMLResponse:
    return _page("screens/settings/webhooks/webhooks_screen.js")


@router.get("/sign-in")
@needs()
async def sign_in() -> HTMLResponse:
    return _page("screens/sign_in/sign_in_screen.js")


@router.get("/jobs/{job_id}")
@router.get("/jobs/{job_id}/{room}")
@needs()
async def film(room: str = "storyboard") -> HTMLResponse:
    """The page of a film. Without a room it names the scripts of the first one."""
    rooms = (_ROOMS[room],) if room in _ROOMS else ()
    return _page("screens/job/job_screen.js", *rooms)


def _page(*screens: str) -> HTMLResponse:
    return HTMLResponse(studio_page(*screens), headers=_HEADERS)


class StudioFiles(StaticFiles):
    """The studio's scripts, styles and pictures."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with the whole file, read at once: a page has dozens, and they are small."""
        described = FileResponse(full_path, status_code, stat_result=stat_result).headers
        if self.is_not_modified(described, Headers(scope=scope)):
            return NotModifiedResponse(described)
        kept = {name: described[name] for name in ("content-type", "last-modified", "etag")}
        return Response(Path(full_path).read_bytes(), status_code, headers=kept)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_HEADERS)
        return response
