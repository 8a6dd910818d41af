"""The webhook events of a change: found by comparing the job before and after, as those for clients' event streams."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from domain.errors import BudgetExceeded, ErrorInfo
from domain.job.events import WEBHOOK_KIND, Event, fallback_of
from domain.job.model import Job, JobStatus
from domain.job.notes import Note
from domain.job.scene import Scene, SceneStatus
from domain.job.storyboard_revision import Verdict
from domain.job.takes.take import Take, TakeStatus
from domain.webhooks.event_types import WebhookEventType

_Told = tuple[WebhookEventType, dict[str, Any]]

_STATUSES = {
    JobStatus.STORYBOARD_REVIEW: WebhookEventType.REVIEW_REQUIRED,
    JobStatus.COMPLETED: WebhookEventType.JOB_COMPLETED,
    JobStatus.FAILED: WebhookEventType.JOB_FAILED,
    JobStatus.CANCELLED: WebhookEventType.JOB_CANCELLED,
}
_VERDICTS = {Verdict.APPROVED: WebhookEventType.APPROVED, Verdict.REJECTED: WebhookEventType.REJECTED}


def webhook_events(before: Job | None, after: Job) -> tuple[Event, ...]:
    """Return the webhook events of a change, in the order in which things happened; `before` is None for a new job.

    They count on from the `webhook_sequence` before.
    """
    return _numbered(after, before.webhook_sequence if before else 0, _told(before, after))


def note_created(job: Job, note: Note) -> Event:
    """Return the webhook event of a new note."""
    scene = {} if note.scene_id is None else {"sceneId": str(note.scene_id)}
    return _numbered(
        job, job.webhook_sequence, iter([(WebhookEventType.NOTE_CREATED, {"noteId": str(note.id), **scene})])
    )[0]


def _numbered(job: Job, last: int, told: Iterator[_Told]) -> tuple[Event, ...]:
    about = {"jobId": str(job.id), "clientId": job.brief.context.client_id}
    return tuple(
        Event(kind=WEBHOOK_KIND, data={"type": event_type.value, **about, "sequence": sequence, **data})
        for sequence, (event_type, data) in enumerate(told, last + 1)
    )


def _told(before: Job | None, after: Job) -> Iterator[_Told]:
    if before is None:
        yield WebhookEventType.JOB_CREATED, {}
        return
    yield from _of_verdicts(before, after)
    scenes = {scene.id: scene for scene in before.scenes}
    for scene in after.active_scenes:
        yield from _of_scene(scenes.get(scene.id), scene)
    if _is_over_budget(after) and not _is_over_budget(before):
        yield WebhookEventType.BUDGET_EXCEEDED, {}
    if after.budget_warning and not after.budget_warning.same_month(before.budget_warning):
        warning = after.budget_warning
        yield WebhookEventType.BUDGET_WARNING, {"month": f"{warning.month:%Y-%m}"}
    yield from _of_status(before, after)


def _of_verdicts(before: Job, after: Job) -> Iterator[_Told]:
    verdicts = {board.revision: board.verdict for board in before.storyboards}
    for board in after.storyboards:
        if board.verdict in _VERDICTS and verdicts.get(board.revision) is not board.verdict:
            yield _VERDICTS[board.verdict], {"storyboardRevision": board.revision}


def _of_scene(before: Scene | None, after: Scene) -> Iterator[_Told]:
    """A take that fails is told of, also where the scene then has an earlier clip again. A clip is told of once."""
    about = {"sceneId": str(after.id), "sceneNumber": after.number}
    old_error, old_status = (before.error, before.status) if before else (None, None)
    known_clips = {take.id for take in before.takes if take.status is TakeStatus.DONE} if before else set[UUID]()
    if (after.error and after.error != old_error) or SceneStatus.FAILED is after.status is not old_status:
        yield WebhookEventType.SCENE_FAILED, {**about, **_code(after.shown_error)}
    elif after.clip and after.clip.id not in known_clips:
        yield WebhookEventType.SCENE_COMPLETED, {**about, **_clip(after, after.clip)}


def _of_status(before: Job, after: Job) -> Iterator[_Told]:
    if after.status is before.status or after.status not in _STATUSES:
        return
    data: dict[str, Any] = {}
    if after.status is JobStatus.STORYBOARD_REVIEW:
        data = {"storyboardRevision": after.revision}
    elif after.status is JobStatus.COMPLETED and after.film:
        data = {"filmId": str(after.film.id), "draft": after.film_is_draft}
    elif after.status is JobStatus.FAILED:
        data = _code(after.error)
    yield _STATUSES[after.status], data


def _clip(scene: Scene, take: Take) -> dict[str, Any]:
    """Return what is told of a clip: who made it, and in place of whom."""
    instead = fallback_of(scene, take)
    fallback = {"fallbackOf": instead} if instead else {}
    return {"takeId": str(take.id), "provider": take.provider, "draft": take.is_draft, **fallback}


def _is_over_budget(job: Job) -> bool:
    return job.error is not None and job.error.code == BudgetExceeded.code


def _code(error: ErrorInfo | None) -> dict[str, Any]:
    return {"errorCode": error.code} if error else {}
