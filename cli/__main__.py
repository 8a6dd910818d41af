"""`python -m cli`, which `./greenlight` runs."""

import io
import os
import sys
from collections.abc import Sequence

from cli.app import app


def main(arguments: Sequence[str] | None = None) -> None:
    """Ends the process with the command's exit status. What the terminal cannot show is replaced, not refused."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app(arguments, prog_name="greenlight")


if __name__ == "__main__":
    try:
        main()
    except SystemExit as end:
        if "temporalio" not in sys.modules:
            raise
        # The SDK may crash while the interpreter takes itself apart (sdk-python#300).
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(end.code or 0))
