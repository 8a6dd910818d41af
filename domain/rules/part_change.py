"""Make a change of a job from a change of one of its parts: a take, a line of speech, or a first frame."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID

from domain.base import Frozen
from domain.job.model import Job

Args = ParamSpec("Args")
Part = TypeVar("Part", bound=Frozen)


class PartChange(Generic[Part]):
    """A decorator: what changes a part is called with the job and the part's id instead of the part.

    It returns the job after the change: the job itself if it has no such part, or nothing changed.
    """

    def __init__(self, find: Callable[[Job, UUID], Part | None], replace: Callable[[Job, Part], Job]) -> None:
        self._find = find
        self._replace = replace

    def __call__(self, change: Callable[Concatenate[Part, Args], Part]) -> Callable[Concatenate[Job, UUID, Args], Job]:
        @wraps(change)
        def change_job(job: Job, part_id: UUID, /, *args: Args.args, **options: Args.kwargs) -> Job:
            part = self._find(job, part_id)
            changed = change(part, *args, **options) if part else None
            return job if changed is None or changed is part else self._replace(job, changed)

        return change_job
