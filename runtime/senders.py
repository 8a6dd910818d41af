"""The adapters that send to webhook endpoints, by the endpoint's kind: signed events, Slack, or e-mail."""

from collections.abc import Mapping
from functools import cache, partial

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.webhooks.review_requests import ReviewRequestSender
from db.clients.api_keys import PostgresApiKeys
from db.review_links import PostgresReviewLinks
from domain.ports.messenger import HttpPost
from domain.ports.repositories import JobRepository
from domain.ports.webhooks import EndpointSender
from domain.rules.storyboard.approvals import Estimate
from domain.webhooks.endpoints import EndpointKind
from providers import registry
from providers.messages.standard_webhooks import WebhookSender
from runtime.settings.settings import Settings


def endpoint_senders(
    settings: Settings, engine: AsyncEngine, http: HttpPost, jobs: JobRepository, estimate: Estimate
) -> Mapping[EndpointKind, EndpointSender]:
    """Return them. What sends messages to people is imported with the first message."""
    base_url, links, keys = base_url_of(settings), PostgresReviewLinks(engine), PostgresApiKeys(engine)
    senders: dict[EndpointKind, EndpointSender] = {EndpointKind.WEBHOOK: WebhookSender(http, base_url)}
    for name in registry.MESSENGERS:
        messenger = cache(partial(registry.MESSENGERS.create, name, http, settings.mail_server))
        senders[EndpointKind(name)] = ReviewRequestSender(jobs, links, keys, estimate, base_url, messenger)
    return senders


def base_url_of(settings: Settings) -> str:
    """Return where receivers and guests reach the API: PUBLIC_URL, else this machine's own address."""
    return settings.public_url or f"http://localhost:{settings.api_port}"
