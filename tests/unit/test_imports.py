"""What a process imports when it starts, and what is imported later is what it is said to be."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, ParamSpec, TypeVar

import pytest

import api.guest.pages
import api.guest.templating
import api.guest.tokens
import api.http.idempotency.sealed_keys
import api.http.idempotency.sealing
import api.jobs.pictures
import db.connections.engine
import db.schema.upgrade
import media.animatic.render
import media.credentials.certificate
import media.decoding.files.probe
import media.decoding.pictures.picture
import media.editor
import media.end_card.render
import media.music.compose
import media.music.in_time
import media.speech.prepare_speech
import media.text.caption_files
import media.video.cut_film
import media.video.prepare_clip
import providers.animatic.models
import providers.local_voice.model
import providers.local_voice.natural_voice
import providers.local_voice.pico_voice
import providers.local_voice.speaking
import runtime.container
import runtime.devstack.postgres
import runtime.devstack.readiness
import runtime.devstack.temporal
import storage.s3
import storage.web.download
import storage.web.http_post
import storage.web.later_download
import storage.web.later_post
from domain.deferred import Deferred
from tests.harness.time_limits import run

Given = ParamSpec("Given")
Made = TypeVar("Made")

PROJECT = Path(__file__).parents[2]
PACKAGES = ("api", "activities", "workflows", "runtime", "media", "storage", "db", "providers", "domain")
VENDORS_SDKS = ("google.genai", "openai", "anthropic", "runwayml", "replicate", "elevenlabs")
VOICES = ("onnxruntime", "hibari", "py_nanotts")
HTTP_CLIENTS = ("aiohttp", "httpx", "httpx2")
MEDIA = ("av", "numpy", "pi_heif", "uharfbuzz", "emoji", "c2pa")
ONLY_SOMETIMES = ("boto3", "botocore", "alembic", "cryptography", "jinja2", "typer")
HEAVY = {*VENDORS_SDKS, *HTTP_CLIENTS, *MEDIA, *VOICES, *ONLY_SOMETIMES}


@pytest.mark.parametrize("module", ["api.app", "worker", "providers.local_voice.model"])
def test_a_program_imports_neither_vendors_nor_media_before_it_needs_them(module: str) -> None:
    assert imported_by(module) & HEAVY == set()


@pytest.mark.parametrize("module", ["api.app", "worker"])
def test_a_server_imports_nothing_that_draws_on_terminals(module: str) -> None:
    assert imported_by(module) & {"rich", "pygments"} == set()


def test_the_api_imports_no_part_of_a_worker() -> None:
    assert imported_by("api.app") & {"temporalio.worker", "PIL"} == set()


def test_a_stack_starts_its_processes_before_it_imports_drivers() -> None:
    assert imported_by("runtime.devstack.supervisor") & {*HEAVY, "temporalio", "psycopg", "sqlalchemy"} == set()


def test_the_command_line_imports_no_server() -> None:
    servers = {"fastapi", "sqlalchemy", "psycopg", "temporalio", "structlog"}
    assert imported_by("cli.app") & ({*HEAVY, *servers} - {"typer", "httpx"}) == set()


def test_what_is_imported_later_is_what_its_declaration_says() -> None:
    same(api.guest.pages.render, api.guest.templating.render)
    same(api.guest.tokens.seal, api.http.idempotency.sealing.seal)
    same(api.guest.tokens.unseal, api.http.idempotency.sealing.unseal)
    same(api.http.idempotency.sealed_keys.seal, api.http.idempotency.sealing.seal)
    same(api.http.idempotency.sealed_keys.unseal, api.http.idempotency.sealing.unseal)
    same(db.connections.engine.upgrade, db.schema.upgrade.upgrade)
    same(media.editor.cut, media.video.cut_film.cut)
    same(media.editor.draw_end_card, media.end_card.render.draw_end_card)
    same(media.editor.prepare, media.video.prepare_clip.prepare)
    same(media.editor.prepare_speech, media.speech.prepare_speech.prepare_speech)
    same(media.editor.probe_file, media.decoding.files.probe.probe_file)
    same(media.editor.write_music, media.music.in_time.write_music)
    same(media.editor.write_bed, media.music.compose.write_bed)
    same(media.editor.write_preview, media.decoding.pictures.picture.write_preview)
    same(providers.animatic.models.draw_clip, media.animatic.render.draw_clip)
    same(providers.animatic.models.draw_jpeg, media.animatic.render.draw_jpeg)
    same(providers.animatic.models.draw_still, media.animatic.render.draw_still)
    same(providers.animatic.models.write_preview, media.decoding.pictures.picture.write_preview)
    same(providers.local_voice.model.speak, providers.local_voice.speaking.speak)
    same(providers.local_voice.speaking.speak_as_pico, providers.local_voice.pico_voice.speak)
    same(providers.local_voice.speaking.speak_naturally, providers.local_voice.natural_voice.speak)
    same(storage.web.later_download.downloader, storage.web.download.Downloader)
    same(storage.web.later_post.checked_post, storage.web.http_post.CheckedPost)
    same(api.jobs.pictures.caption_file, media.text.caption_files.caption_file)
    same(runtime.devstack.postgres.has_database, runtime.devstack.readiness.has_database)
    same(runtime.devstack.temporal.has_namespace, runtime.devstack.readiness.has_namespace)
    same(runtime.container.make_certificate, media.credentials.certificate.make_certificate)
    same(runtime.container.open_s3_storage, storage.s3.open_storage)
    same(runtime.container.read_certificate, media.credentials.certificate.read_certificate)


def test_everything_that_is_imported_later_is_there() -> None:
    found = dict(all_deferred())

    assert len(found) >= 22
    assert {where for where, deferred in found.items() if not callable(deferred.load())} == set()


def same(deferred: Deferred[Given, Made], named: Callable[Given, Made]) -> None:
    """Compare them. The types are compared by the type checker."""
    assert deferred.load() is named


def all_deferred() -> Iterator[tuple[str, Deferred[Any, Any]]]:
    for package in PACKAGES:
        for found in walk_packages(import_module(package).__path__, f"{package}."):
            if ".vendors" in found.name or ".migrations" in found.name:
                continue
            module = import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, Deferred):
                    yield f"{found.name}.{name}", value


def imported_by(module: str) -> set[str]:
    """Return the names of all modules that a new process has after the import of this one."""
    program = f"import sys, {module}; print(*sys.modules)"
    ended = run([sys.executable, "-c", program], cwd=PROJECT, check=True)
    return set(ended.stdout.split())
