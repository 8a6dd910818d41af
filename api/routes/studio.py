"""The studio: one HTML page under the addresses of its screens, and the files that make it up."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_FOLDER: Final = Path(__file__).parents[2] / "studio"

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    # Asked for again each time: after an update all files are of one version. Unchanged ones are answered with 304.
    "Cache-Control": "no-cache",
}

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/new")
@router.get("/sign-in")
@router.get("/jobs/{job_id}")
@router.get("/jobs/{job_id}/{room}")
async def studio() -> FileResponse:
    """The page. It reads its address and shows the screen that this names."""
    return FileResponse(_FOLDER / "index.html", headers=_HEADERS)


class StudioFiles(StaticFiles):
    """The studio's scripts, styles and pictures."""

    def __init__(self) -> None:
        super().__init__(directory=_FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_HEADERS)
        return response
