"""What happens to a job is told to webhooks once, with its place in the job's sequence."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.base import evolve
from domain.clients.client_limits import MonthSpend
from domain.errors import ErrorInfo
from domain.job.events import Event
from domain.job.model import Job
from domain.rules import results
from domain.webhooks.changes import webhook_events
from tests.unit.domain.jobs import (
    JOB,
    awaiting_retry,
    cancelled,
    claim,
    completed,
    cutting,
    fail,
    failed_cutting,
    failed_planning,
    film,
    film_of,
    filming,
    generating,
    in_review,
    pending,
    send,
    write,
)


def told(before: Job | None, after: Job) -> list[str]:
    return [event.data["type"] for event in webhook_events(before, after)]


def only(before: Job | None, after: Job) -> dict[str, Any]:
    (event,) = webhook_events(before, after)
    return event.data


@pytest.mark.parametrize(
    ("before", "after", "types"),
    [
        (None, pending(), ["job.created"]),
        (pending(), generating(), []),
        (generating(), in_review(), ["storyboard.review_required"]),
        (in_review(), filming(), ["storyboard.approved"]),
        (in_review(), send(in_review(), "reject_storyboard", feedback="no"), ["storyboard.rejected"]),
        (in_review(), send(in_review(), "regenerate_all_scenes"), []),
        (generating(), failed_planning(), ["job.failed"]),
        (cutting(), failed_cutting(), ["job.failed"]),
        (in_review(), cancelled(), ["job.cancelled"]),
        (filming(), claim(filming(), 1), []),
        (filming(), film(filming(), 1), ["scene.completed"]),
        (filming(), fail(filming(), 1), ["scene.failed"]),
        (cutting(), completed(), ["job.completed"]),
        (awaiting_retry(), send(awaiting_retry(), "retry_failed_scenes"), []),
    ],
)
def test_a_change_is_told_by_its_types(before: Job | None, after: Job, types: list[str]) -> None:
    assert told(before, after) == types


def test_a_storyboard_that_is_approved_at_once_needs_no_review() -> None:
    before = generating(autoApprove=True)

    assert told(before, write(before, "one")) == ["storyboard.approved"]


def test_a_scene_whose_new_take_fails_is_told_as_failed_although_its_clip_stays() -> None:
    before = send(completed(), "regenerate_scene", scene_number=1)
    after = fail(before, 1)

    assert after.active_scenes[0].clip
    assert told(before, after) == ["scene.failed"]


def test_a_film_that_was_cut_twice_at_once_is_told_once() -> None:
    before = completed()
    other = evolve(film_of(cutting()), sha256="other")

    assert told(before, results.apply_film(before, other)) == []


def test_the_first_scene_beyond_the_budget_is_told_and_the_others_are_not() -> None:
    poor = ErrorInfo(code="budget_exceeded", message="too little")
    first = fail(filming(), 1, poor)

    assert told(filming(), first) == ["scene.failed", "budget.exceeded"]
    assert told(first, fail(first, 2, poor)) == ["scene.failed"]


def test_events_count_on_from_the_jobs_last_one() -> None:
    poor = ErrorInfo(code="budget_exceeded", message="too little")
    before = evolve(filming(), webhook_sequence=7)

    events = webhook_events(before, fail(before, 1, poor))

    assert [event.data["sequence"] for event in events] == [8, 9]


def test_an_event_names_its_job_client_and_scene_and_no_text() -> None:
    before = evolve(filming(), webhook_sequence=4)
    scene = before.active_scenes[0]

    assert only(before, fail(before, 1)) == {
        "type": "scene.failed",
        "jobId": str(JOB),
        "clientId": "client",
        "sequence": 5,
        "sceneId": str(scene.id),
        "sceneNumber": 1,
        "errorCode": "input_rejected",
    }


def test_webhook_events_are_no_events_of_clients_streams() -> None:
    events: tuple[Event, ...] = webhook_events(None, pending())

    assert {event.kind for event in events} == {"webhook"}


def test_that_the_month_is_nearly_used_up_is_told_once_a_month_and_limit() -> None:
    spend = MonthSpend(month=date(2026, 11, 1), spent=Decimal(80), limit=Decimal(100))
    warned = evolve(filming(), budget_warning=spend)

    assert only(filming(), warned)["type"] == "budget.warning"
    assert only(filming(), warned)["month"] == "2026-11"
    assert told(warned, evolve(warned, budget_warning=evolve(spend, spent=Decimal(90)))) == []
    assert told(warned, evolve(warned, budget_warning=None)) == []
    assert told(warned, evolve(warned, budget_warning=evolve(spend, limit=Decimal(90)))) == ["budget.warning"]


def test_a_clip_is_told_with_who_made_it_whether_it_is_a_draft_and_in_place_of_whom() -> None:
    before = send(fail(filming("one"), 1), "retry_failed_scenes")
    refused, instead = before.active_scenes[0].takes
    offered = evolve(instead, fallback_of=refused.id, provider="another", is_draft=True, price=Decimal(100))
    before = before.with_take(offered)

    event = only(before, film(before, 1))

    assert event["type"] == "scene.completed"
    assert (event["takeId"], event["provider"], event["draft"]) == (str(instead.id), "another", True)
    assert event["fallbackOf"] == {"take": str(refused.id), "provider": "test"}
    assert "fallbackOf" not in only(filming("one"), film(filming("one"), 1))


def test_a_film_is_told_with_whether_it_shows_a_draft() -> None:
    draft = cutting()
    for scene in draft.scenes:
        for take in scene.takes:
            draft = draft.with_take(evolve(take, is_draft=True))

    for before, is_draft in ((cutting(), False), (draft, True)):
        assert only(before, results.apply_film(before, film_of(before)))["draft"] is is_draft
