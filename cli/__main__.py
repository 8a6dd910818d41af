"""`python -m cli`, which `./greenlight` runs."""

import io
import sys

from cli.app import app


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app(prog_name="greenlight")


if __name__ == "__main__":
    main()
