"""Ask people to review a storyboard, with a review link: what is sent to endpoints of the kinds slack and email."""

from collections.abc import Callable
from datetime import datetime

from domain.clients.access import Scope
from domain.clients.api_key import ApiKey
from domain.errors import AccountProblem, NotFound
from domain.job.approval import Actor, SenderKind
from domain.job.model import Job, JobStatus
from domain.ports.messenger import KeysOfMakers, Messenger, Notification, ReviewLinks
from domain.ports.repositories import JobRepository
from domain.ports.webhooks import EndpointSender, ToSend
from domain.review.review_link import GUEST_PREFIX, Permission
from domain.review.review_message import review_link, review_message, trial_message
from domain.rules.storyboard.approvals import Estimate
from domain.webhooks.event_types import WebhookEventType
from domain.webhooks.send_result import SendOutcome, SendResult

_NAME = "a request for a review"
"""Who makes the links, in audit trails."""

_MOOT = SendResult(
    outcome=SendOutcome.MOOT, answer="nobody is asked: no storyboard is in review any more, or the link has ended"
)


class ReviewRequestSender(EndpointSender):
    """Makes the review link of a delivery, and sends it. `base_url` is where guests reach the API.

    `messenger` is made when the first message is sent. Each attempt sends the same link.
    """

    def __init__(
        self,
        jobs: JobRepository,
        links: ReviewLinks,
        keys: KeysOfMakers,
        estimate: Estimate,
        base_url: str,
        messenger: Callable[[], Messenger],
    ) -> None:
        self._jobs = jobs
        self._links = links
        self._keys = keys
        self._estimate = estimate
        self._base_url = base_url.rstrip("/")
        self._messenger = messenger

    async def send(self, to_send: ToSend) -> SendResult:
        """Errors: Transient without the database."""
        endpoint, delivery, _ = to_send
        try:
            messenger = self._messenger()
        except AccountProblem as error:
            return SendResult(outcome=SendOutcome.FAILED, answer=error.message)
        if delivery.event_type is WebhookEventType.WEBHOOK_TEST:
            return await messenger.send(endpoint.target, trial_message(delivery.id))
        message = await self._message(to_send)
        return await messenger.send(endpoint.target, message) if message else _MOOT

    async def _message(self, to_send: ToSend) -> Notification | None:
        """Return the message with its link; None if there is nothing to review any more, or the link has ended."""
        endpoint, delivery, now = to_send
        assert endpoint.secret, "endpoints that ask for reviews have one"
        job = await self._job_in_review(to_send)
        if job is None:
            return None
        permission = await self._permission(to_send)
        link, token = review_link(
            job.id, delivery.id, endpoint.secret, permission, endpoint.show_cost, delivery.created_at
        )
        link = await self._links.add(link, token, Actor(by=SenderKind.SYSTEM, name=_NAME, key_id=endpoint.made_by))
        if link.has_ended(now):
            return None
        estimate = self._estimate(job) if link.show_cost else None
        return review_message(delivery.id, job, link, estimate, f"{self._base_url}{GUEST_PREFIX}{token}")

    async def _job_in_review(self, to_send: ToSend) -> Job | None:
        job_id = to_send.delivery.job_id
        if job_id is None:
            return None
        try:
            job = await self._jobs.load(job_id)
        except NotFound:
            return None
        is_waiting = job.status is JobStatus.STORYBOARD_REVIEW and job.deleted_at is None
        return job if is_waiting else None

    async def _permission(self, to_send: ToSend) -> Permission:
        """Return what the link permits: to approve only as long as the key that made the endpoint may."""
        wanted, maker = to_send.endpoint.permission or Permission.VIEW, to_send.endpoint.made_by
        if wanted is not Permission.APPROVE or maker is None:
            return wanted
        key = await self._keys.find(maker)
        return wanted if key and _may_approve(key, to_send.now) else Permission.COMMENT


def _may_approve(key: ApiKey, now: datetime) -> bool:
    caller = key.caller()
    return not key.has_ended(now) and caller.may(Scope.APPROVE_FILMS) and caller.may(Scope.SPEND)
