"""Open a scene's pictures, and say which of them cannot be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from domain.errors import InputRejected
from media.animatic.cutout import cut_out
from media.animatic.drawing import NotDrawn
from media.decoding.pictures.picture import open_picture

MAX_PICTURES: Final = 3
"""Pictures shown in one scene."""


@dataclass(frozen=True)
class SourcePicture:
    """A picture of the scene, and the product cut out of it, if that is possible."""

    image: Image.Image
    product: Image.Image | None


def open_sources(paths: Sequence[Path]) -> tuple[tuple[SourcePicture, ...], tuple[NotDrawn, ...]]:
    """Open the first `MAX_PICTURES` that can be opened, in order. Return the others as not drawn."""
    sources, others = list[SourcePicture](), list[NotDrawn]()
    for path in paths:
        if len(sources) == MAX_PICTURES:
            others.append(NotDrawn(path, f"a scene shows {MAX_PICTURES} pictures at most"))
            continue
        try:
            image = open_picture(path)
        except InputRejected as error:
            others.append(NotDrawn(path, error.message.removeprefix(f"{path.name} ")))
        else:
            sources.append(SourcePicture(image, cut_out(image)))
    return tuple(sources), tuple(others)
