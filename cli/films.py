"""Download films."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import UUID

from cli.api.client import ApiClient
from cli.api.responses import JobResponse
from cli.errors import Failure
from cli.job_lookup import short
from domain.job.film.captions import CaptionFormat

_LONGEST_SLUG = 150
"""Bytes. A file system takes 255, and there is more to the name."""

_EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}

_TIMES = b" --> "
"""Stands in every caption."""


def fetch(client: ApiClient, job: JobResponse, target: Path | None, films: Path) -> Path:
    """Download the film, and return where it is. A file there is replaced; after a failure it is as it was.

    `target` may be a directory; without one the film goes to `films`. Its captions, if it has any, go beside it.
    Raises Failure.
    """
    path = _save(client.film(job.id), "film", default_name(job), target, films)
    for format in CaptionFormat:
        captions = client.captions(job.id, format)
        if _TIMES in captions and path.is_file():
            with replacing(path.with_suffix(f".{format}"), "captions") as partial:
                partial.write_bytes(captions)
    return path


def captions_beside(film: Path) -> list[Path]:
    """Return the caption files beside the film."""
    return [path for format in CaptionFormat if (path := film.with_suffix(f".{format}")).exists()]


def fetch_preview(client: ApiClient, job: JobResponse, target: Path | None, films: Path) -> Path:
    """Download the preview of the storyboard, as `fetch` does the film."""
    name = default_name(job).replace(".mp4", "-preview.mp4")
    return _save(client.preview(job.id), "preview", name, target, films)


def save_picture(client: ApiClient, job: UUID, first_frame: UUID, folder: Path, name: str) -> Path:
    """Download the picture of a first frame to a file of that name in the folder, which is made if it is missing.

    Return where it is. Raises Failure.
    """
    content, media_type = client.first_frame(job, first_frame)
    path = folder / f"{name}{_EXTENSIONS.get(media_type, '')}"
    with replacing(path, "picture") as partial:
        folder.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
    return path


def _save(
    download: AbstractContextManager[Iterator[bytes]], what: str, name: str, target: Path | None, films: Path
) -> Path:
    place = target or films
    path = place / name if target is None or place.is_dir() else place
    with replacing(path, what) as partial:
        if target is None:
            films.mkdir(parents=True, exist_ok=True)
        with download as pieces, partial.open("wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    return path


@contextmanager
def replacing(path: Path, what: str) -> Iterator[Path]:
    """Yield a path to write to, and move that file to `path` at the end of the block. Raises Failure."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        raise Failure(f"The {what} cannot be written to {path}: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)


def default_name(job: JobResponse) -> str:
    """Return a file name: the product in its own script, Latin letters without accents, and the end of the id."""
    plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFKC", job.title.casefold()))
    slug = "-".join(plain.split()).encode()[:_LONGEST_SLUG].decode(errors="ignore")
    return f"{slug.rstrip('-') or 'film'}-{short(job.id)}.mp4"


def _plain(letter: str) -> str:
    """Return the letter, its Latin base, or a blank for what is no letter, mark or number."""
    base = unicodedata.normalize("NFKD", letter)[0]
    if base.isascii() and base.isalnum():
        return base
    return letter if unicodedata.category(letter)[0] in "LMN" else " "
