"""The film, brought to this machine."""

import os
import re
import unicodedata
from pathlib import Path

from cli.client import Client
from cli.failure import Failure
from cli.finding import short
from cli.views import JobView

_LONGEST_SLUG = 60


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
    """The product in plain letters, and enough of the id to find the job by."""
    plain = unicodedata.normalize("NFKD", job.title.casefold())
    slug = re.sub(r"[^\w]+", "-", "".join(each for each in plain if not unicodedata.combining(each))).strip("-_")
    return f"{slug[:_LONGEST_SLUG].rstrip('-_') or 'film'}-{short(job.id)}.mp4"


def _save(client: Client, job: JobView, path: Path) -> None:
    with client.film(job.id) as pieces, path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
