"""The HTTP process."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypedDict

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi_swagger import patch_fastapi

from api.container import Container, wired
from api.http.auth import AuthMiddleware
from api.http.metrics import Metrics
from api.http.middleware import RequestMiddleware
from api.http.problems import add_problem_handlers
from api.openapi.document import document
from api.routes import assets, costs, credits, films, health, jobs, legacy_regenerate, scenarios, scenes
from runtime.logging import configure_logging
from runtime.settings import BadSettings, Settings, load_settings

_FIRST_TRY = 2.0
"""Seconds for which requests are kept waiting at start, for a database that is up to be found."""

_TAGS = [
    {"name": "jobs", "description": "From a brief to a finished video ad."},
    {"name": "scenes", "description": "The scenes of a job, one by one, and their takes."},
    {"name": "films", "description": "The film and its clips."},
    {"name": "assets", "description": "Pictures, videos and sounds that clients supply."},
    {"name": "scenarios", "description": "Scenarios that were written elsewhere, saved with their pictures."},
    {"name": "credits", "description": "What users may spend on pictures of their scenarios."},
    {"name": "operations", "description": "For those who run it."},
]


class State(TypedDict):
    wiring: Container


def create_app(wiring: Container | None = None) -> FastAPI:
    """The app: with the given wiring, else with what the environment names."""
    settings = wiring.settings if wiring else _settings()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[State]:
        async with AsyncExitStack() as stack:
            used = wiring if wiring else await stack.enter_async_context(wired(settings))
            preparing = asyncio.create_task(used.schema.prepare())
            await asyncio.wait([preparing], timeout=_FIRST_TRY)
            if preparing.done():
                preparing.result()
            yield State(wiring=used)
            preparing.cancel()

    metrics = Metrics()
    app = FastAPI(
        title="Greenlight",
        version="0.1.0",
        summary="From an advertising brief to a finished video ad: storyboard, green light, film.",
        description="Errors are RFC 9457 problems. Changes take an `Idempotency-Key`.",
        openapi_tags=_TAGS,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        generate_unique_id_function=_name,
    )
    app.state.metrics = metrics
    for router in (
        jobs.router,
        costs.router,
        scenes.router,
        films.router,
        legacy_regenerate.router,
        scenarios.tasks,
        scenarios.router,
        assets.uploads,
        assets.router,
        credits.router,
        health.router,
    ):
        app.include_router(router)
    # Swagger UI from a package: the documentation needs no network.
    patch_fastapi(app, redirect_from_root_to_docs=True)
    add_problem_handlers(app)
    keys = [key.get_secret_value() for key in settings.api_keys]
    app.add_middleware(AuthMiddleware, host=settings.api_host, keys=keys)
    app.add_middleware(RequestMiddleware, metrics=metrics)
    document(app, has_keys=bool(keys))
    return app


def _settings() -> Settings:
    try:
        settings = load_settings()
    except BadSettings as refused:
        sys.exit(str(refused))
    configure_logging("api", settings.log_level)
    return settings


def _name(route: APIRoute) -> str:
    return route.name
