"""`python -m cli`, which `./greenlight` runs."""

import io
import os
import sys
from collections.abc import Sequence

from cli.app import app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its status. Characters that the terminal cannot encode are replaced."""
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
        # The SDK may crash while the interpreter shuts down (sdk-python#300).
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(end.code or 0))
