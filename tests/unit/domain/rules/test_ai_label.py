"""The visible label of AI is a part of the film, and changing it films nothing."""

import pytest

from domain.base import evolve
from domain.brief import AiLabel
from domain.errors import Conflict
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import stage
from domain.rules import results
from tests.unit.domain.jobs import completed, cutting, film_of, in_review, send


def label_of(job: Job) -> AiLabel:
    return job.brief.production.ai_label


def test_a_completed_film_is_cut_again_with_the_label_and_nothing_is_filmed() -> None:
    job = completed()

    labelled = send(job, "set_ai_label", aiLabel="corner")

    assert (labelled.status, stage(labelled), label_of(labelled)) == (
        JobStatus.PROCESSING,
        Stage.CUTTING,
        AiLabel.CORNER,
    )
    assert labelled.film_is_stale
    assert labelled.scenes == job.scenes


def test_without_the_label_it_is_the_earlier_film_again() -> None:
    job = completed()
    labelled = send(job, "set_ai_label", aiLabel="corner")
    labelled = results.apply_film(labelled, film_of(labelled))

    assert send(labelled, "set_ai_label", aiLabel="none").film_id == job.film_id


def test_the_label_that_it_has_changes_nothing() -> None:
    job = completed()

    assert send(job, "set_ai_label", aiLabel="none") is job


def test_the_label_can_be_set_before_there_is_a_film() -> None:
    assert [label_of(send(job, "set_ai_label", aiLabel="corner")) for job in (in_review(), cutting())] == [
        AiLabel.CORNER
    ] * 2


def test_a_cancelled_job_gets_no_label() -> None:
    with pytest.raises(Conflict):
        send(evolve(completed(), status=JobStatus.CANCELLED), "set_ai_label", aiLabel="corner")
