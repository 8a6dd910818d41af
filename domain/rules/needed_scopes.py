"""Which scopes a message needs. `decide` looks that up under the job's lock, because it depends on the job."""

from decimal import Decimal

from domain.brief import Brief
from domain.clients.access import Scope
from domain.job.model import Job, JobStatus
from domain.job.sound.voice_over import FREE_VOICES
from domain.job.takes.take import TakeStatus
from domain.rules import messages
from domain.rules.purchases.first_frame_messages import DrawFirstFrames
from domain.rules.purchases.speeches import paid_lines


def scopes_of_creation(brief: Brief) -> tuple[Scope, ...]:
    """Return the scopes that it needs to create a job of that brief: `autoApprove` approves what nobody has seen."""
    approves = (Scope.APPROVE_FILMS, Scope.SPEND) if brief.production.auto_approve else ()
    return Scope.WRITE_FILMS, *approves


def scopes_of_message(job: Job, message: messages.Message) -> tuple[Scope, ...]:
    """Return the scopes that the message needs, whatever comes of it."""
    match message:
        case messages.ApproveStoryboard():
            return Scope.APPROVE_FILMS, Scope.SPEND
        case messages.RejectStoryboard():
            return (Scope.APPROVE_FILMS,)
        case messages.RetryFailedScenes() | messages.RetrySpeech() | DrawFirstFrames():
            return Scope.WRITE_FILMS, Scope.SPEND
        case messages.SetBudget() if _is_more(message.max_cost, job.brief.production.max_cost):
            return Scope.WRITE_FILMS, Scope.SPEND
        case _:
            return (Scope.WRITE_FILMS,)


def scopes_of_change(before: Job, after: Job) -> tuple[Scope, ...]:
    """Return the scopes that are needed for what a message makes of the job, besides those of the message.

    Whatever adds a take to be ordered spends: to regenerate a scene once the job has been filmed, alone or in a batch,
    to add one then, to set its status to pending. So does what changes a line of speech then, unless it is spoken at no
    cost. A storyboard that is written for a job with `autoApprove` will be approved unseen: to ask for it again is to
    approve it, to choose a voice for it is to buy its lines, and to film it in full and not as a draft is to pay more.
    To name another provider to fall back on spends once the storyboard is approved, or will be approved unseen.
    """
    if after is before:
        return ()
    is_written_again = after.status is JobStatus.GENERATING_SCENES is not before.status
    if is_written_again and after.brief.production.auto_approve:
        return Scope.APPROVE_FILMS, Scope.SPEND
    buys = _takes_to_order(after) - _takes_to_order(before) or paid_lines(after) - paid_lines(before)
    voice = _voice_bought_unseen(after)
    is_spoken = voice and voice != _voice_bought_unseen(before)
    is_dearer = _is_draft_unseen(before) and not after.brief.production.draft
    others = _other_providers(after) - _other_providers(before)
    return (Scope.SPEND,) if buys or is_spoken or is_dearer or others else ()


def _is_draft_unseen(job: Job) -> bool:
    """Return whether the job will be filmed as a draft without another decision."""
    return job.brief.production.draft and job.brief.production.auto_approve and not job.is_approved


def _other_providers(job: Job) -> frozenset[str]:
    """Return the providers from which may be ordered without another decision, in place of the job's own."""
    production = job.brief.production
    return frozenset(production.fallback) if job.is_approved or production.auto_approve else frozenset()


def _voice_bought_unseen(job: Job) -> str | None:
    """Return the paid voice that will be ordered from when the storyboard is written, without another decision."""
    production, is_planned = job.brief.production, job.status in (JobStatus.PENDING, JobStatus.GENERATING_SCENES)
    is_bought = is_planned and production.auto_approve and production.is_spoken
    return production.voice if is_bought and production.voice not in FREE_VOICES else None


def _takes_to_order(job: Job) -> set[object]:
    return {take.id for scene in job.scenes for take in scene.takes if take.status is TakeStatus.WANTED}


def _is_more(amount: Decimal | None, than: Decimal | None) -> bool:
    """Compare two limits, of which None is without limit."""
    return than is not None and (amount is None or amount > than)
