"""Jobs as they were last shown, as long as nothing is announced of them: who waits again asks the database nothing."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from api.schemas.common import Data
from api.schemas.jobs.job import JobView

_MOST: Final = 2_000
"""Jobs that are kept, some 20 kB each."""


@dataclass(frozen=True)
class KnownJob:
    """`version` is the job's. `last_event` is the id of the newest event before it was read."""

    shown: Data[JobView]
    etag: str
    version: int
    last_event: int

    @property
    def client_id(self) -> str:
        return self.shown.data.context.client_id


class KnownJobs:
    """The jobs that waiting requests were shown last."""

    def __init__(self) -> None:
        self._known: OrderedDict[UUID, KnownJob] = OrderedDict()

    def get(self, job_id: UUID) -> KnownJob | None:
        if job_id in self._known:
            self._known.move_to_end(job_id)
        return self._known.get(job_id)

    def keep(self, job_id: UUID, known: KnownJob) -> None:
        self._known[job_id] = known
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    def forget(self, job_id: UUID) -> None:
        self._known.pop(job_id, None)

    def forget_all(self) -> None:
        self._known.clear()
