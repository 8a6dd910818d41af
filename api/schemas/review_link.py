"""Review links of a job, in camelCase."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, SecretStr

from api.schemas.common import UtcTime, in_utc, view_of
from domain.base import Wire
from domain.brief import Name
from domain.review.review_link import Permission, ReviewLink


def _without_blanks(password: SecretStr) -> SecretStr:
    """Return the password as guests' forms send theirs: a keyboard of a phone adds a blank unasked."""
    text = password.get_secret_value().strip()
    if not text:
        raise ValueError("is blank; write at least one character, or leave it out")
    return SecretStr(text)


class NewReviewLink(Wire):
    """What a guest may do, until when, and what it sees. Without `expiresAt` the link is good until it is revoked."""

    permission: Permission = Field(examples=["approve"])
    expires_at: Annotated[AwareDatetime, AfterValidator(in_utc)] | None = Field(
        default=None, examples=["2026-12-31T18:00:00Z"]
    )
    label: Name = Field(default="", examples=["For the client"])
    password: (
        Annotated[
            SecretStr,
            Field(min_length=1, max_length=200, json_schema_extra={"pattern": r"\S"}),
            AfterValidator(_without_blanks),
        ]
        | None
    ) = Field(default=None, examples=[None])
    allow_download: bool = False
    show_cost: bool = False


class ReviewLinkView(Wire):
    """`opened` counts visits: a browser that comes back within 12 hours is one."""

    id: UUID
    permission: Permission = Field(examples=["approve"])
    label: str = Field(examples=["For the client"])
    expires_at: UtcTime | None = Field(examples=["2026-12-31T18:00:00Z"])
    has_password: bool
    allow_download: bool
    show_cost: bool
    created_at: UtcTime
    revoked_at: UtcTime | None
    opened: int = Field(examples=[0])
    last_opened_at: UtcTime | None


class CreatedReviewLinkView(ReviewLinkView):
    """`url` is only in this answer: its token is not stored."""

    url: str = Field(examples=["https://review.example.com/r/8b0JmXcPzvWq3T1nYk5uR2sLdE7fGhAaQxI9oVwBtM4"])


def link_view(link: ReviewLink) -> ReviewLinkView:
    return view_of(ReviewLinkView, link, has_password=link.password_hash is not None)


def created_link_view(link: ReviewLink, url: str) -> CreatedReviewLinkView:
    return view_of(CreatedReviewLinkView, link_view(link), url=url)
