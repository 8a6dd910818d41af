"""The film, brought to this machine."""

import os
import unicodedata
from pathlib import Path

from cli.api.client import Client
from cli.api.responses import JobView
from cli.errors import Failure
from cli.job_lookup import short

_LONGEST_SLUG = 150
"""Bytes. A file system takes 255, and there is more to the name."""


def fetch(client: Client, job: JobView, target: Path | None, films: Path) -> Path:
    """Where the film lies now, whole. A file of that name is replaced; after a failure it is as it was.

    `target` may be a directory; without one the film goes to `films`.
    """
    place = target or films
    path = place / default_name(job) if target is None or place.is_dir() else place
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        if target is None:
            films.mkdir(parents=True, exist_ok=True)
        _save(client, job, partial)
        partial.replace(path)
    except OSError as error:
        raise Failure(f"The film cannot be written to {path}: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return path


def default_name(job: JobView) -> str:
    """The product in letters of its own script, Latin ones without accents, and enough of the id to find the job by."""
    plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFKC", job.title.casefold()))
    slug = "-".join(plain.split()).encode()[:_LONGEST_SLUG].decode(errors="ignore")
    return f"{slug.rstrip('-') or 'film'}-{short(job.id)}.mp4"


def _plain(letter: str) -> str:
    """The letter, its Latin base, or a blank for what is no letter, mark or number."""
    base = unicodedata.normalize("NFKD", letter)[0]
    if base.isascii() and base.isalnum():
        return base
    return letter if unicodedata.category(letter)[0] in "LMN" else " "


def _save(client: Client, job: JobView, path: Path) -> None:
    with client.film(job.id) as pieces, path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
