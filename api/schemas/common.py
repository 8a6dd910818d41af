"""What several schemas use: envelopes, times, URLs of this API, and views made of attributes of the same name."""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from domain.base import Wire
from domain.errors import ErrorInfo, InputRejected
from domain.job.model import Job
from domain.job.pictures import scene_picture_id
from domain.job.scene import Scene
from storage.web.urls import web_url

MAX_URL_LENGTH = 2_048

View = TypeVar("View")
Model = TypeVar("Model", bound=BaseModel)

UtcTime = Annotated[datetime, AfterValidator(lambda time: time.astimezone(UTC))]
"""A time in UTC, whatever time zone the database answers in: its JSON ends in Z."""

OptionalError = Annotated[ErrorInfo | None, Field(examples=[None])]
"""An error, of which there is none in the documentation's examples."""


def in_utc(time: datetime) -> datetime:
    """Return a client's time in UTC. Errors: ValueError."""
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise ValueError("is not within the years 1 to 9999 in UTC") from None


class Data(Wire, Generic[View]):
    data: View


class Page(Wire, Generic[View]):
    """One page of a list, newest first. `nextCursor` is null on the last one."""

    data: tuple[View, ...]
    next_cursor: str | None


_FOUND_IN: dict[tuple[type[BaseModel], tuple[type, ...], tuple[str, ...]], list[tuple[str, int]]] = {}
"""Which field of a view is an attribute of which source, by their types: a list of fifty jobs asks a thousand times."""


def view_of(kind: type[Model], *sources: object, **fields: Any) -> Model:
    """Return the view with these fields, and with the others as the first source that has such an attribute."""
    shape = kind, tuple(map(type, sources)), tuple(fields)
    if shape not in _FOUND_IN:
        wanted = kind.model_fields.keys() - fields.keys()
        having = ((name, [at for at, each in enumerate(sources) if hasattr(each, name)]) for name in wanted)
        _FOUND_IN[shape] = [(name, places[0]) for name, places in having if places]
    for name, place in _FOUND_IN[shape]:
        fields[name] = getattr(sources[place], name)
    return kind(**fields)


def job_url(job_id: UUID) -> str:
    return f"/api/v3/jobs/{job_id}"


def scene_url(job_id: UUID, scene_id: UUID) -> str:
    return f"{job_url(job_id)}/scenes/{scene_id}"


def still_url(job: Job, scene: Scene, picture: UUID | None = None) -> str:
    """Return the URL of the scene's still, which changes when the still does. `picture` is its id, if it is known."""
    return f"{scene_url(job.id, scene.id)}/still?v={picture or scene_picture_id(job, scene)}"


def asset_url(asset_id: UUID) -> str:
    return f"/api/v3/assets/{asset_id}/data"


def url_error(url: str) -> str | None:
    """Return why the URL can never be fetched, as far as that is known without the network."""
    if len(url) > MAX_URL_LENGTH:
        return f"must not be longer than {MAX_URL_LENGTH:,} characters"
    try:
        web_url(url)
    except InputRejected as error:
        return error.message
    return None
