"""What a review link opens: the page of its job, and the files on it. Plain HTML that works without scripts.

A GET changes nothing but the count of visits: programs that show a preview of a link approve nothing.
"""

from datetime import timedelta
from typing import Annotated, Final, Literal

from fastapi import Query, Request, Response
from fastapi.responses import FileResponse

from api.dependencies import ContainerDep
from api.guest import tokens
from api.guest.access import PREFIX, GuestDep, GuestRoute, job_page
from api.guest.pages import STYLE, STYLE_PATH
from api.http.access.scopes import needs
from api.http.blob_response import blob_response
from api.http.errors import NotPermitted
from api.http.routing import ApiRouter
from api.jobs.pictures import captions_response, preview_response, still_response
from domain.errors import NotFound
from domain.job.film.captions import CaptionFormat
from domain.rules.scenes.scenes import scene_named

_PREVIEW_WAIT: Final = timedelta(seconds=55)
_REVALIDATE: Final = "private, no-cache"

router = ApiRouter(prefix=PREFIX, include_in_schema=False, route_class=GuestRoute)


@router.get(STYLE_PATH.removeprefix(PREFIX))
@needs()
async def style_of_guests() -> FileResponse:
    return FileResponse(STYLE, headers={"Cache-Control": "no-cache"})


@router.get("/{token}")
@needs()
async def page_of_link(guest: GuestDep, container: ContainerDep, request: Request) -> Response:
    """The page of the job: film or preview, storyboard, notes, and what the guest may send."""
    page = await job_page(guest, container)
    if request.method == "GET" and tokens.begin_visit(request, page):
        await container.review_links.count_visit(guest.link.id)
    return page


@router.get("/{token}/film")
@needs()
async def film_of_link(
    guest: GuestDep, container: ContainerDep, request: Request, download: Literal["true"] | None = None
) -> Response:
    """The newest cut, to watch; as a file only where the link allows that."""
    film = guest.job.film
    if film is None:
        raise NotFound("there is no film yet")
    if download and not guest.link.allow_download:
        raise NotPermitted("this review link does not allow downloads")
    return await blob_response(
        container.storage,
        film.key,
        request,
        filename=f"{guest.job.title}.mp4",
        cache_control=_REVALIDATE,
        kind="attachment" if download else "inline",
    )


@router.get("/{token}/preview")
@needs()
async def preview_of_link(guest: GuestDep, container: ContainerDep, request: Request) -> Response:
    """The storyboard as an animatic, rendered when it is first asked for."""
    return await preview_response(container, request, guest.job, _PREVIEW_WAIT)


@router.get("/{token}/captions")
@needs()
async def captions_of_link(guest: GuestDep, request: Request, format: CaptionFormat = CaptionFormat.VTT) -> Response:
    """What is read in the film, timed as in the film."""
    return await captions_response(request, guest.job, format)


@router.get("/{token}/scenes/{number}/still")
@needs()
async def still_of_link(
    guest: GuestDep,
    number: int,
    container: ContainerDep,
    request: Request,
    version: Annotated[str | None, Query(alias="v", max_length=100)] = None,
) -> Response:
    """The picture of the scene with that number."""
    scene = scene_named(guest.job, number)
    return await still_response(container, request, guest.job, scene, version=version)
