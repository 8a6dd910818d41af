"""Cutting a film: what is noted is what is stored, signed or not."""

from hashlib import sha256
from pathlib import Path
from unittest.mock import create_autospec

import pytest
from temporalio.testing import ActivityEnvironment
from typing_extensions import override

from activities.common.inputs import CutTask
from activities.job.finishing.cut import CuttingActivities
from domain.base import evolve
from domain.errors import NotFound
from domain.job.film.content_credentials import ContentCredentials, FilmClaim
from domain.job.model import Job, JobStatus
from domain.job.takes.left_out import Ingredient
from domain.ports.editor import CutPlan, CutResult, Editor
from domain.ports.film_signer import FilmSigner
from domain.ports.storage import Blob, Storage
from tests.unit.activities.in_memory import JobInMemory
from tests.unit.domain.job.sound.test_music import song, with_music
from tests.unit.domain.jobs import JOB, cutting

SIGNED = ContentCredentials(signed=True, signer="Acme Ltd", self_signed=False)
UNSIGNED = ContentCredentials.none("the library that signs crashed, or did not end")


class Signer(FilmSigner):
    """It writes `signed`, and then says `credentials`."""

    def __init__(self, credentials: ContentCredentials) -> None:
        self.credentials = credentials

    @override
    async def sign(self, film: Path, into: Path, claim: FilmClaim) -> ContentCredentials:
        into.write_bytes(b"signed")
        return self.credentials


class Shelf:
    """Storage of one film. `overwritten` is what another worker puts in its place right after it."""

    def __init__(self, overwritten: bytes | None = None) -> None:
        self.content: bytes | None = None
        self._overwritten = overwritten

    async def put(self, key: str, path: Path, _: str) -> Blob:
        self.content = path.read_bytes()
        blob = self._blob(key)
        self.content = self._overwritten or self.content
        return blob

    async def head(self, key: str) -> Blob | None:
        return self._blob(key) if self.content is not None else None

    def _blob(self, key: str) -> Blob:
        assert self.content is not None
        digest = sha256(self.content).hexdigest()
        return Blob(key=key, size=len(self.content), content_type="video/mp4", etag=digest)


async def cut(shelf: Shelf, signer: Signer) -> Job:
    jobs, storage, editor = JobInMemory(cutting("dawn")), create_autospec(Storage), create_autospec(Editor)
    storage.put, storage.head = shelf.put, shelf.head

    async def write(_: object, out: Path, *_others: object) -> CutResult:
        out.write_bytes(b"as it was cut")
        return CutResult()

    editor.cut = write
    assert jobs.job.film_id
    activities = CuttingActivities(jobs, storage, editor, signer, lambda _: "AI-generated")
    await ActivityEnvironment().run(activities.cut, CutTask(job=JOB, film=jobs.job.film_id))
    return jobs.job


@pytest.mark.parametrize(
    ("credentials", "stored", "left_out"),
    [(SIGNED, b"signed", []), (UNSIGNED, b"as it was cut", [Ingredient.CREDENTIALS])],
    ids=["signed", "unsigned"],
)
async def test_a_film_is_complete_whether_it_can_be_signed_or_not(
    credentials: ContentCredentials, stored: bytes, left_out: list[Ingredient]
) -> None:
    shelf = Shelf()

    job = await cut(shelf, Signer(credentials))

    assert job.status is JobStatus.COMPLETED
    assert job.film
    assert (shelf.content, job.film.sha256, job.film.size) == (stored, sha256(stored).hexdigest(), len(stored))
    assert job.film.content_credentials == credentials
    assert [part.what for part in job.film.left_out] == left_out


async def test_a_film_whose_music_is_found_to_be_lost_has_a_bed_and_stays_that_film() -> None:
    music = evolve(song(), content_type="audio/mpeg")
    jobs = JobInMemory(evolve(with_music(cutting("dawn"), "auto"), assets=(music,)))
    storage, editor, plans, shelf = create_autospec(Storage), create_autospec(Editor), list[CutPlan](), Shelf()
    storage.put, storage.head = shelf.put, shelf.head

    async def fetch(key: str, _: Path) -> None:
        if key == music.blob_key:
            raise NotFound("gone")

    async def write(plan: CutPlan, out: Path, *_others: object) -> CutResult:
        plans.append(plan)
        out.write_bytes(b"as it was cut")
        return CutResult()

    storage.fetch, editor.cut = fetch, write
    film = jobs.job.film_id
    assert film
    activities = CuttingActivities(jobs, storage, editor, Signer(SIGNED), lambda _: "AI-generated")

    await ActivityEnvironment().run(activities.cut, CutTask(job=JOB, film=film))

    assert jobs.job.film
    assert jobs.job.film.id == film
    assert [part.what for part in jobs.job.film.left_out] == [Ingredient.MUSIC]
    assert [(plan.music, plan.bed is not None) for plan in plans] == [(None, True)]


async def test_a_film_that_another_worker_stored_in_the_meantime_is_noted_as_it_is_stored() -> None:
    job = await cut(Shelf(overwritten=b"signed by another"), Signer(SIGNED))

    assert job.film
    assert job.film.sha256 == sha256(b"signed by another").hexdigest()
    assert job.film.size == len(b"signed by another")
