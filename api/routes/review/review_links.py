"""Review links of a job: create, list, revoke. What guests see is in `api.routes.review.guest`."""

import secrets
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request

from api.dependencies import ContainerDep, ExistingJob, MessageId, SenderOfRequest, id_in_path
from api.http.access.open_paths import GUEST_PREFIX
from api.http.access.passwords import hash_password
from api.http.access.scopes import needs
from api.http.errors import Unprocessable
from api.http.idempotency.route import SecretRoute
from api.http.json_request import strictly
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import Data
from api.schemas.review_link import (
    CreatedReviewLinkView,
    NewReviewLink,
    ReviewLinkView,
    created_link_view,
    link_view,
)
from domain.clients.access import Scope
from domain.review.review_link import ReviewLink

router = ApiRouter(prefix="/api/v3/jobs/{job_id}/review-links", tags=["review links"], route_class=SecretRoute)


@router.post("", status_code=201, summary="Create a review link", responses=responses(404, 422, 503, status=201))
@needs(Scope.WRITE_FILMS, more="`films:approve` and `spend` if the link permits to approve.")
async def create_review_link(
    wanted: Annotated[NewReviewLink, strictly(NewReviewLink)],
    job: ExistingJob,
    link_id: MessageId,
    container: ContainerDep,
    sender: SenderOfRequest,
    request: Request,
) -> Data[CreatedReviewLinkView]:
    """Create an address that opens this job, and nothing else, to whoever has it: to watch, to comment, or to approve.

    `showCost` shows what approving costs. The `url` is in this answer only. The link permits the same until it ends,
    also when the key that made it has ended.
    """
    sender.check(*sorted(wanted.permission.scopes))
    now = await container.jobs.clock()
    if wanted.expires_at and wanted.expires_at <= now:
        raise Unprocessable.at("expiresAt", "is in the past; name a later time, or leave it out")
    token = secrets.token_urlsafe(32)
    link = ReviewLink(
        **wanted.model_dump(exclude={"password"}),
        id=link_id,
        job_id=job.id,
        secret=secrets.token_urlsafe(32),
        password_hash=await hash_password(wanted.password.get_secret_value()) if wanted.password else None,
        created_at=now,
    )
    link = await container.review_links.add(link, token, sender)
    origin = (container.settings.public_url or str(request.base_url)).rstrip("/")
    return Data(data=created_link_view(link, f"{origin}{GUEST_PREFIX}{token}"))


@router.get("", summary="List a job's review links", responses=responses(404))
@needs(Scope.READ_FILMS)
async def list_review_links(job: ExistingJob, container: ContainerDep) -> Data[tuple[ReviewLinkView, ...]]:
    """All links of the job, oldest first, with how often they were opened; also those that have ended."""
    return Data(data=tuple(map(link_view, await container.review_links.of_job(job.id))))


async def _link_id(text: Annotated[str, Path(alias="link_id", description="The review link's id.")]) -> UUID:
    return id_in_path(text, "review link")


@router.delete("/{link_id}", summary="Revoke a review link", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def revoke_review_link(
    job: ExistingJob, link_id: Annotated[UUID, Depends(_link_id)], container: ContainerDep, sender: SenderOfRequest
) -> Data[ReviewLinkView]:
    """End the link at once and for good. What its guests approved and wrote stays."""
    return Data(data=link_view(await container.review_links.revoke(job.id, link_id, sender)))
