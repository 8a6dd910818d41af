"""The HTTP process: the FastAPI app with its routes, middleware and documentation."""

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from datetime import timedelta

from fastapi import FastAPI
from fastapi_swagger import patch_fastapi

from api.container import Container, open_container
from api.http.access.attempts import Attempts
from api.http.access.auth import AuthMiddleware
from api.http.access.open_paths import hide_tokens
from api.http.access.request_rate import RequestRateMiddleware
from api.http.access.sessions import Sessions
from api.http.cors import allow_origins
from api.http.middleware import Metrics, RequestMiddleware
from api.http.problems import add_problem_handlers
from api.openapi import install_document
from api.routes import assets, health, providers, scenarios, studio
from api.routes.clients import audit_trail, client_usage, clients, credits, keys, session
from api.routes.jobs import (
    drafts,
    events,
    films,
    first_frames,
    job_assets,
    jobs,
    legacy_regenerate,
    manifest,
    scenes,
)
from api.routes.review import guest, guest_answers, notes, pictures, review_links
from api.routes.webhooks import vendor_news, webhook_deliveries, webhooks
from runtime.container import import_vendors
from runtime.logging import configure_logging
from runtime.open_files import allow_many_open_files
from runtime.settings.settings import BadSettings, Settings, load_settings
from runtime.stop_signals import on_stop_signal

_MIGRATION_SECONDS = 2.0
"""How long the start waits for the migrations: with a database that is up, the first request finds them applied."""

_DESCRIPTION = """\
Errors are RFC 9457 problems. Changes take an `Idempotency-Key`. In a body, `null` for an optional field is the same as
leaving it out; in free-form JSON it is kept.

Answers to requests with a key have `RateLimit` and `RateLimit-Policy`; 429 says how long to wait."""

_TAGS = [
    {"name": "jobs", "description": "From a brief to a finished video ad."},
    {"name": "events", "description": "What changes, as it happens: server-sent events."},
    {"name": "scenes", "description": "The scenes of a job, one by one, and their takes."},
    {"name": "films", "description": "The film and its clips."},
    {"name": "notes", "description": "What people say about a job, a scene, a take, or a moment of its film."},
    {"name": "review links", "description": "Addresses that open one job to somebody without a key."},
    {"name": "webhooks", "description": "Where events are sent to, and how they arrived."},
    {"name": "assets", "description": "Images, videos and sounds that clients supply."},
    {"name": "scenarios", "description": "Scenarios that were written elsewhere, saved with generated images."},
    {"name": "credits", "description": "What users may spend on images of their scenarios."},
    {"name": "keys", "description": "API keys, each of a client or of all, and what they may do."},
    {"name": "clients", "description": "Whose jobs they are, told apart by the `clientId` of their briefs."},
    {"name": "providers", "description": "Who films, what their models can do, and at what price."},
    {"name": "session", "description": "Signing in with an API key, for web pages of this server."},
    {"name": "operations", "description": "Health and metrics."},
]


def create_app(container: Container | None = None) -> FastAPI:
    """Return the app: with the given container, else with one that the environment's settings describe."""
    settings = container.settings if container else _settings()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[dict[str, Container]]:
        async with nullcontext(container) if container else open_container(settings) as used:
            migrating = asyncio.create_task(used.migrations.apply())
            await asyncio.wait([migrating], timeout=_MIGRATION_SECONDS)
            if migrating.done():
                migrating.result()
            listening = asyncio.create_task(_listen(used, migrating))
            importing = asyncio.create_task(asyncio.to_thread(import_vendors, settings))
            # The server waits for open requests before it ends the lifespan: streams would never end by themselves.
            loop = asyncio.get_running_loop()
            with on_stop_signal(lambda: loop.call_soon_threadsafe(used.feed.stop)):
                yield {"container": used}
            importing.cancel()
            listening.cancel()
            migrating.cancel()

    metrics = Metrics()
    app = FastAPI(
        title="Greenlight",
        version="0.1.0",
        summary="From an advertising brief to a finished video ad: storyboard, approval, film.",
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.metrics = metrics
    for module in (
        jobs,
        job_assets,
        events,
        scenes,
        films,
        drafts,
        first_frames,
        manifest,
        audit_trail,
        pictures,
        notes,
        legacy_regenerate,
        review_links,
        webhooks,
        webhook_deliveries,
        scenarios,
        assets,
        credits,
        keys,
        client_usage,  # before the clients', whose ids may have slashes
        clients,
        providers,
        health,
        session,
        guest,
        guest_answers,
        studio,
        vendor_news,
    ):
        app.include_router(module.router)
    app.mount("/studio", studio.StudioFiles(), name="studio-files")
    # Swagger UI from a package: the documentation needs no network.
    patch_fastapi(app, redirect_from_root_to_docs=False)
    add_problem_handlers(app)
    app.state.sessions = sessions = Sessions([key.get_secret_value() for key in settings.api_keys])
    app.state.failed_passwords = Attempts(most=10, window=timedelta(minutes=5))
    app.state.vendor_news = Attempts(most=2, window=timedelta(seconds=1))
    app.state.guest_notes = Attempts(most=20, window=timedelta(minutes=1))
    app.add_middleware(RequestRateMiddleware, rate=settings.request_rate)
    app.add_middleware(
        AuthMiddleware,
        host=settings.api_host,
        sessions=sessions,
        origins=settings.allowed_origins,
        public_url=settings.public_url,
    )
    app.add_middleware(RequestMiddleware, metrics=metrics)
    if settings.allowed_origins:
        allow_origins(app, settings.allowed_origins)
    install_document(app, has_keys=sessions.are_required)
    return app


async def _listen(container: Container, migrating: asyncio.Task[None]) -> None:
    await migrating
    await container.feed.run()


def _settings() -> Settings:
    try:
        settings = load_settings()
    except BadSettings as error:
        sys.exit(str(error))
    configure_logging("api", settings.log_level)
    logging.getLogger("uvicorn.access").addFilter(hide_tokens)
    allow_many_open_files()
    return settings
