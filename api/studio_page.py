"""The studio's HTML page. It names the scripts of its first screen, so that a browser loads all of them at once.

Without that it would find them one after the other: each script names those that it imports.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "studio"

_ENTRY: Final = "main.js"
_HEAD_END: Final = "</head>"
_IMPORT: Final = re.compile(r'^(?:import|export)\s[^"(;]*"(\.{1,2}/[^"]+)";', re.MULTILINE)
"""A static import. `import("./x.js")`, which loads a script later, and those in comments are none."""


@cache
def studio_page(*screens: str) -> str:
    """Return the page. `screens` are the scripts that its address is going to load, as paths in `studio/`."""
    links = "".join(f'  <link rel="modulepreload" href="/studio/{path}">\n  ' for path in scripts(_ENTRY, *screens))
    return (FOLDER / "index.html").read_text(encoding="utf-8").replace(_HEAD_END, f"{links}{_HEAD_END}")


def scripts(*entries: str) -> tuple[str, ...]:
    """Return these scripts and all that they import, each once, those first that are found first."""
    found = dict.fromkeys(entries)
    queue = list(entries)
    while queue:
        for path in _imports(queue.pop(0)):
            if path not in found:
                found[path] = None
                queue.append(path)
    return tuple(found)


def _imports(script: str) -> Iterator[str]:
    folder = PurePosixPath(script).parent
    for match in _IMPORT.finditer((FOLDER / script).read_text(encoding="utf-8")):
        yield normpath(folder / match[1])
