"""A scene that one vendor certainly will not make is offered to the next, within what was approved.

Takes are kept: the failed one with its error and what it cost, the new one with `fallback_of`. The new take is added in
the transaction that fails the old one, so that it is added once.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.base import Frozen, evolve
from domain.errors import MAX_MESSAGE, AccountProblem, ErrorInfo, InputRejected, OrderUnknown, VendorOutage
from domain.job.model import Job, JobStatus
from domain.job.scene import STOPPED, Scene
from domain.job.storyboard_revision import Verdict
from domain.job.takes.take import OPEN, Take, TakeStatus
from domain.rules import results
from domain.rules.scenes.scenes import UPLOAD
from domain.rules.scenes.takes import MessageContext, VideoModelChoice, drawn_still, with_new_take
from domain.rules.storyboard.approvals import dollars

_REFUSALS = frozenset({InputRejected.code, AccountProblem.code, VendorOutage.code})
"""Errors after which another vendor may make what this one did not."""

_MAX_CAUSE = MAX_MESSAGE - 700
"""Characters of an error that are kept before the reason why the scene was not offered to another provider."""


class Offer(Frozen):
    """A provider's model for a scene, and what its take costs in US dollars; None: the price table does not say."""

    choice: VideoModelChoice
    price: Decimal | None


class Offers(Protocol):
    """What the takes and lines of a job cost. Prices are in US dollars; None: the price table does not say."""

    def offer(self, job: Job, take: Take, provider: str) -> Offer:
        """Return for how much the provider films what the take was to film.

        Errors: AccountProblem if the provider is not set up here, InputRejected if its model cannot film it.
        """

    def price(self, job: Job, take: Take) -> Decimal | None:
        """Return what the take costs, which nothing is reserved for yet. Errors: as `offer`."""

    def lines(self, job: Job) -> Decimal | None:
        """Return what the lines of speech cost that are still to be ordered."""


class Unaffordable(Exception):
    """A take costs more than may be spent on it, or nobody knows how much that is. `reason` is for clients."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def fail_or_offer(job: Job, take_id: UUID, error: ErrorInfo, now: datetime, offers: Offers) -> Job:
    """Fail the take for good, and offer its scene to the next provider of `production.fallback` that can film it.

    If none can, the scene's error says why. Only refusals and outages are offered, and only if no order of the scene
    may be open, so that it is not paid for twice.
    """
    take = job.find_take(take_id, OPEN)
    if take is None:
        return job
    failed = results.fail_take(job, take.id, error)
    providers = _next_providers(job, take)
    if not providers or not _is_to_be_offered(job, take, error):
        return failed
    if hindrance := _hindrance(failed, take, error):
        return _with_reason(failed, take, error, hindrance)
    reasons = []
    for provider in providers:
        try:
            offer = offers.offer(failed, take, provider)
            _check_price(failed, offer, offers)
        except (AccountProblem, InputRejected) as problem:
            reasons.append(f"{provider}: {problem.message}")
        except Unaffordable as problem:
            reasons.append(f"{provider}: {problem.reason}")
        else:
            return _with_fallback(failed, take, offer, now)
    return _with_reason(failed, take, error, "; ".join(reasons))


def headroom(job: Job, offers: Offers) -> Decimal:
    """Return how much more may be spent on takes that nobody has asked for.

    It is the approved amount and what people asked for since, less what has been ordered since, and what is to be;
    and no more than `maxCost` leaves. Errors: Unaffordable if one of these is unknown.
    """
    approval = next((board.approval for board in reversed(job.storyboards) if board.approval), None)
    if approval is None or approval.amount is None:
        raise Unaffordable("nobody knows the amount that was approved")
    lines = offers.lines(job)
    if lines is None:
        raise Unaffordable("nobody knows what the lines of the voice-over cost")
    to_pay = {take.id: _to_pay(job, take, offers) for take in _all_takes(job)}
    since = [take for take in _all_takes(job) if take.created_at >= approval.at]
    asked_for = sum((_asked_for(job, scene, approval.at, offers) for scene in job.scenes), Decimal(0))
    spoken = sum((speech.owed for speech in job.speeches if speech.created_at >= approval.at), Decimal(0))
    left = approval.amount + asked_for - sum((to_pay[take.id] for take in since), Decimal(0)) - spoken - lines
    if (limit := job.brief.production.max_cost) is not None:
        others = job.owed - sum((take.owed for take in _all_takes(job)), Decimal(0))
        left = min(left, limit - sum(to_pay.values(), Decimal(0)) - others - lines)
    return max(left, Decimal(0))


def _all_takes(job: Job) -> Iterator[Take]:
    return (take for scene in job.scenes for take in scene.takes)


def _to_pay(job: Job, take: Take, offers: Offers) -> Decimal:
    """Return what the take costs or may cost, also if nothing is reserved for it yet. Errors: Unaffordable."""
    if take.status is not TakeStatus.WANTED or take.price:
        return take.owed
    return max(take.owed, _price(job, take, offers))


def _asked_for(job: Job, scene: Scene, since: datetime, offers: Offers) -> Decimal:
    """Return by how much people have raised what may be spent on the scene since the approval.

    A take that is asked for after one that came to nothing is paid from what was agreed to for that one. What was asked
    for and called off is not agreed to any more, as far as nothing was spent on it.
    """
    raised = left = Decimal(0)
    for take in scene.takes:
        if take.created_at < since:
            continue
        more = Decimal(0)
        if take.fallback_of is None:
            price = _asked_price(job, take, offers)
            is_of_approval = take.request == f"storyboard {job.revision}"
            more = Decimal(0) if is_of_approval else max(price - left, Decimal(0))
            left = max(price, left)
        left = max(left - take.owed, Decimal(0))
        called_off = min(more, left) if _is_called_off(take) else Decimal(0)
        raised, left = raised + more - called_off, left - called_off
    return raised


def _is_called_off(take: Take) -> bool:
    """Return whether nobody wants the take any more: it is superseded, or its client stopped it."""
    was_stopped = take.error is not None and take.error.code == STOPPED.code
    return take.status is TakeStatus.CANCELLED or was_stopped


def _asked_price(job: Job, take: Take, offers: Offers) -> Decimal:
    """Return what was approved by asking for the take. What cannot be priced any more was approved for nothing."""
    if take.price or take.cost:
        return max(take.price, take.cost)
    try:
        return _price(job, take, offers)
    except Unaffordable:
        return Decimal(0)


def _price(job: Job, take: Take, offers: Offers) -> Decimal:
    try:
        price = offers.price(job, take)
    except (AccountProblem, InputRejected):
        price = None
    if price is None:
        raise Unaffordable(
            f"nobody knows what {take.provider}'s {take.model} costs, which is to be ordered too; "
            "add it to the price table"
        )
    return price


def _is_to_be_offered(job: Job, take: Take, error: ErrorInfo) -> bool:
    scene = job.scene(take.scene_id)
    is_current = scene.take_id == take.id and scene.deleted_at is None
    board = job.current_storyboard
    is_approved = board is not None and board.verdict is Verdict.APPROVED and job.status is JobStatus.PROCESSING
    is_made_there = take.text is not None and take.provider != UPLOAD and take.original_key is None
    return is_current and is_approved and is_made_there and error.code in _REFUSALS | {OrderUnknown.code}


def _hindrance(failed: Job, take: Take, error: ErrorInfo) -> str | None:
    """Return why the scene is offered to nobody, whatever it costs; None if it may be offered."""
    for each in failed.scene(take.scene_id).takes:
        if each.may_be_open:
            return f"an order of take {each.number} may be open at {each.provider}"
    if error.code not in _REFUSALS:
        return f"an order may be open at {take.provider}"
    if take.still and take.still.key is None:
        return f"{take.still.provider} did not draw the still from which any provider would begin"
    return None


def _next_providers(job: Job, take: Take) -> tuple[str, ...]:
    """Return the providers that the scene may be offered to: those behind the take's own, of which it was with none."""
    tried = {take.provider}
    earlier: Take | None = take
    while earlier and earlier.fallback_of:
        earlier = job.find_take(earlier.fallback_of)
        tried |= {earlier.provider} if earlier else set()
    listed = job.brief.production.fallback
    behind = listed[listed.index(take.provider) + 1 :] if take.fallback_of and take.provider in listed else listed
    return tuple(provider for provider in behind if provider not in tried)


def _check_price(job: Job, offer: Offer, offers: Offers) -> None:
    """Errors: Unaffordable, if the price is unknown or more than may be spent."""
    if offer.price is None:
        raise Unaffordable(f"nobody knows what its {offer.choice.model} costs; add it to the price table")
    if not offer.price:
        return
    left = headroom(job, offers)
    if offer.price > left:
        raise Unaffordable(f"it costs {dollars(offer.price)}, and of what was approved {dollars(left)} is left")


def _with_fallback(failed: Job, take: Take, offer: Offer, now: datetime) -> Job:
    context = MessageContext(request=f"fallback of {take.id}", now=now, model_choice=offer.choice)
    scene = with_new_take(failed.scene(take.scene_id), context)
    assert scene.take is not None
    new = evolve(
        scene.take,
        text=take.text,
        feedback=take.feedback,
        notes=take.notes,
        still=drawn_still(take),
        fallback_of=take.id,
        price=offer.price,
    )
    return failed.with_scenes(scene).with_take(new)


def _with_reason(failed: Job, take: Take, error: ErrorInfo, reason: str) -> Job:
    """Return the job with the reason why the scene was not offered added to the errors of the take and its scene."""
    message = f"{error.message[:_MAX_CAUSE]}; not offered to another provider: {reason}"
    told = evolve(error, message=message[:MAX_MESSAGE])
    failed = failed.with_take(evolve(_taken(failed, take), error=told))
    scene = failed.scene(take.scene_id)
    return failed.with_scenes(evolve(scene, error=told)) if scene.error == error else failed


def _taken(job: Job, take: Take) -> Take:
    found = job.find_take(take.id)
    assert found is not None
    return found
