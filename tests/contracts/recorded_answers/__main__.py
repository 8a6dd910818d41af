"""`python -m tests.contracts.recorded_answers [--into FOLDER]`: record, and exit with 1 if a route was left out."""

import argparse
import asyncio
import sys
from pathlib import Path

from tests.contracts.recorded_answers.recording import record

ANSWERS = Path(__file__).with_name("answers")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.contracts.recorded_answers", description=__doc__)
    parser.add_argument("--into", type=Path, default=ANSWERS, help="where the files are written")
    problems = asyncio.run(record(parser.parse_args().into))
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
