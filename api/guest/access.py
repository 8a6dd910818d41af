"""Who a guest is: the link in the path, its password, where a form comes from; and the pages that refuse."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from starlette.responses import HTMLResponse

from api.container import Container
from api.dependencies import ContainerDep, load_job
from api.guest import tokens
from api.guest.languages import words_for
from api.guest.pages import message_page, password_page, review_page
from api.guest.view import Entered, shown_job
from api.guest.words import Words
from api.http.access.auth import is_cross_site, own_origins
from api.http.access.open_paths import GUEST_PREFIX
from api.http.access.scopes import ScopedRoute
from api.http.errors import LinkEnded, NotPermitted, PasswordNeeded, StaleForm
from api.http.problems import EXPECTED_ERRORS, error_response
from domain.errors import NotFound, TooManyRequests
from domain.job.model import Job
from domain.review.review_link import ReviewLink

PREFIX: Final = GUEST_PREFIX.rstrip("/")


class GuestRoute(ScopedRoute):
    """A route whose errors are pages, which say nothing of the job."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                request.state.container.migrations.require()
                return await inner(request)
            except EXPECTED_ERRORS as error:
                return _error_page(request, error)

        return handle


@dataclass(frozen=True)
class Guest:
    """Who has the link's address, and its password if it has one. `base` is the address's path.

    `name` is what the guest wrote as its name before, in this browser.
    """

    link: ReviewLink
    job: Job
    words: Words
    base: str
    name: str


def words_of(request: Request) -> Words:
    return words_for(request.headers.get("Accept-Language", ""))


def base_of(request: Request) -> str:
    """Return the path of the link that the request's path begins with."""
    return f"{request.scope.get('root_path', '')}{GUEST_PREFIX}{request.path_params['token']}"


async def link_in_path(token: str, container: ContainerDep) -> ReviewLink:
    """Return the link of the token. Errors: NotFound, LinkEnded."""
    if not tokens.is_token(token):
        raise NotFound("no such review link")
    link, has_ended = await container.review_links.with_token(token)
    if has_ended:
        raise LinkEnded("this review link is no longer valid")
    return link


LinkDep = Annotated[ReviewLink, Depends(link_in_path)]


async def _guest(link: LinkDep, container: ContainerDep, request: Request) -> Guest:
    job = await load_job(container, link.job_id)
    if not tokens.has_password(link, request):
        raise PasswordNeeded("this review link has a password")
    return Guest(link, job, words_of(request), base_of(request), tokens.name_of(request))


GuestDep = Annotated[Guest, Depends(_guest)]


async def check_site(request: Request) -> None:
    """Raise StaleForm for a form of another site.

    Browsers send `Origin: null` with the forms of pages that have no referrer, as guests' pages have none. Where they
    do not say either that it is the same site, the form's token alone tells.
    """
    says_nothing = request.headers.get("Origin") == "null" and "Sec-Fetch-Site" not in request.headers
    public = request.state.container.settings.public_url
    if not says_nothing and is_cross_site(request.headers, own_origins(public)):
        raise StaleForm("this form was sent by a page of another site")


async def job_page(
    guest: Guest, container: Container, *notices: str, entered: Entered | None = None, status: int = 200
) -> HTMLResponse:
    """Return the page of the guest's job as it is now. `entered` is what the guest has typed, if not its name alone."""
    job = await load_job(container, guest.link.job_id)
    notes = await container.notes.of_job(job.id)
    shown = shown_job(guest.words, guest.base, guest.link, job, notes, container.estimate(job))
    token = tokens.form_token(guest.link)
    return review_page(guest.words, shown, token, entered or Entered(name=guest.name), notices, status)


def _error_page(request: Request, error: Exception) -> Response:
    words = words_of(request)
    if isinstance(error, PasswordNeeded):
        is_page = request.method in ("GET", "HEAD") and request.url.path.endswith(request.path_params["token"])
        return password_page(words, base_of(request), 200 if is_page else 403)
    problem = error_response(request.state.request_id, error)
    match error:
        case LinkEnded():
            message, help = words.ended, words.ask_again
        case NotFound():
            message, help = words.not_found, words.check_address
        case StaleForm():
            message, help = words.stale_form, ""
        case NotPermitted():
            message, help = words.not_permitted, ""
        case TooManyRequests():
            message, help = words.wait, ""
        case _:
            message, help = words.failed, ""
    is_over = problem.status_code in (404, 410)
    page = message_page(words, problem.status_code, message, help, "" if is_over else base_of(request))
    for name in ("Retry-After", "Content-Range"):
        if name in problem.headers:
            page.headers[name] = problem.headers[name]
    return page
