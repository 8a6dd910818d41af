"""Which scopes a message needs, by the state of its job."""

from typing import Any

import pytest

from domain.base import evolve
from domain.clients.access import EVERYTHING, MissingScope, Scope
from domain.job.approval import Sender, SenderKind
from domain.job.model import Job
from domain.rules import results
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.needed_scopes import scopes_of_creation
from tests.unit.domain.jobs import (
    CHEAP_CHOICE,
    ERROR,
    NOW,
    awaiting_retry,
    brief,
    completed,
    failed_cutting,
    failed_planning,
    filming,
    generating,
    in_review,
)

WRITE, APPROVE, SPEND = Scope.WRITE_FILMS, Scope.APPROVE_FILMS, Scope.SPEND


def with_budget(job: Job, max_cost: int | None) -> Job:
    production = evolve(job.brief.production, max_cost=max_cost)
    return evolve(job, brief=evolve(job.brief, production=production))


def send_with(job: Job, scopes: frozenset[Scope], action: str, **fields: Any) -> Job:
    sender = Sender(by=SenderKind.KEY, name="Ada", scopes=scopes)
    return decide(job, parse_message(action, fields), "one", NOW, CHEAP_CHOICE, sender=sender)


REGENERATE = {"op": "regenerate", "scene": 1}
TO_REVIEW = {"op": "update", "scene": 1, "description": "another"}

NEEDED: list[tuple[Job, str, dict[str, Any], set[Scope]]] = [
    (in_review(), "approve_storyboard", {}, {APPROVE, SPEND}),
    (filming(), "approve_storyboard", {}, {APPROVE, SPEND}),  # given before
    (in_review(), "reject_storyboard", {"feedback": "warmer"}, {APPROVE}),
    (in_review(), "regenerate_all_scenes", {}, {WRITE}),
    (failed_planning(), "regenerate_all_scenes", {}, {WRITE}),
    (in_review(), "regenerate_scene", {"sceneNumber": 1}, {WRITE}),
    (completed(), "regenerate_scene", {"sceneNumber": 1}, {WRITE, SPEND}),
    (in_review(), "scene_regenerate", {"scene": 1}, {WRITE}),
    (completed(), "scene_regenerate", {"scene": 1}, {WRITE, SPEND}),
    (in_review(), "scenes_batch", {"operations": [TO_REVIEW, REGENERATE]}, {WRITE}),
    (completed(), "scenes_batch", {"operations": [TO_REVIEW]}, {WRITE}),
    (completed(), "scenes_batch", {"operations": [TO_REVIEW, REGENERATE]}, {WRITE, SPEND}),
    (completed(), "scene_updated", {"scene": 1, "description": "another"}, {WRITE}),
    (completed(), "scene_updated", {"scene": 1, "status": "pending"}, {WRITE, SPEND}),
    (
        completed(),
        "scene_updated",
        {"scene": 1, "status": "completed", "videoUrl": "https://a.example/clip"},
        {WRITE},
    ),
    (in_review(), "scene_added", {"description": "new"}, {WRITE}),
    (completed(), "scene_added", {"description": "new"}, {WRITE, SPEND}),
    (in_review(), "scene_deleted", {"scene": 1}, {WRITE}),
    (awaiting_retry(), "retry_failed_scenes", {}, {WRITE, SPEND}),
    (failed_cutting(), "retry_failed_scenes", {}, {WRITE, SPEND}),
    (awaiting_retry(), "finish_without_failed", {}, {WRITE}),
    (filming(), "cancel", {}, {WRITE}),
    (completed(), "delete", {}, {WRITE}),
    (with_budget(filming(), 5), "set_budget", {"maxCost": 6}, {WRITE, SPEND}),
    (with_budget(filming(), 5), "set_budget", {"maxCost": None}, {WRITE, SPEND}),
    (with_budget(filming(), 5), "set_budget", {"maxCost": 4}, {WRITE}),
    (filming(), "set_budget", {"maxCost": 4}, {WRITE}),
    (completed(), "set_ai_label", {"aiLabel": "corner"}, {WRITE}),
    (completed(), "set_production", {"music": "none"}, {WRITE}),
    (completed(), "set_production", {"voice": "elevenlabs"}, {WRITE, SPEND}),
    (in_review(), "set_production", {"voice": "elevenlabs"}, {WRITE}),
    (completed(), "set_production", {"fallback": ["second"]}, {WRITE, SPEND}),
    (completed(), "set_production", {"fallback": []}, {WRITE}),
    (in_review(), "set_production", {"fallback": ["second"]}, {WRITE}),
    (generating(autoApprove=True), "set_production", {"fallback": ["second"]}, {WRITE, SPEND}),
    (generating(autoApprove=True, fallback=["second"]), "set_production", {"fallback": ["second"]}, {WRITE}),
    (generating(autoApprove=True, draft=True), "set_production", {"draft": False}, {WRITE, SPEND}),
    (generating(autoApprove=True), "set_production", {"draft": True}, {WRITE}),
    (generating(draft=True), "set_production", {"draft": False}, {WRITE}),
    (completed(), "assets_replaced", {"assets": []}, {WRITE}),
]


@pytest.mark.parametrize(
    ("job", "action", "fields", "needed"), NEEDED, ids=[f"{number} {case[1]}" for number, case in enumerate(NEEDED)]
)
def test_a_message_needs_its_scopes_and_no_others(
    job: Job, action: str, fields: dict[str, Any], needed: set[Scope]
) -> None:
    assert send_with(job, frozenset(needed), action, **fields) == send_with(job, EVERYTHING, action, **fields)
    for scope in needed:
        with pytest.raises(MissingScope) as refusal:
            send_with(job, EVERYTHING - {scope, Scope.ADMIN}, action, **fields)
        assert refusal.value.now == {"scope": scope.value}
        assert scope.value in refusal.value.message


def test_an_administrator_needs_no_other_scope() -> None:
    assert send_with(in_review(), frozenset({Scope.ADMIN}), "approve_storyboard").is_approved


def test_writing_the_storyboard_of_a_job_again_that_approves_it_unseen_is_approving_it() -> None:
    job = results.fail_planning(generating(autoApprove=True), 1, ERROR)

    with pytest.raises(MissingScope, match="films:approve"):
        send_with(job, frozenset({WRITE}), "regenerate_all_scenes")
    with pytest.raises(MissingScope, match="spend"):
        send_with(job, frozenset({WRITE, APPROVE}), "regenerate_all_scenes")

    assert send_with(job, frozenset({WRITE, APPROVE, SPEND}), "regenerate_all_scenes").revision == 1


def test_changes_of_a_job_that_is_planned_need_no_more_because_it_will_be_approved_unseen() -> None:
    job = generating(autoApprove=True)

    assert send_with(job, frozenset({WRITE}), "set_ai_label", aiLabel="corner") != job


def test_creating_a_job_that_approves_itself_needs_what_approving_needs() -> None:
    assert set(scopes_of_creation(brief())) == {WRITE}
    assert set(scopes_of_creation(brief(autoApprove=True))) == {WRITE, APPROVE, SPEND}
