"""`python -m runtime.embedded up | up --detach | down`."""

import argparse
import logging
import shlex
import sys

from runtime.embedded.control import down, up, up_behind
from runtime.embedded.home import Home
from runtime.embedded.service import StartFailed
from runtime.embedded.stack import API, WORKER, plan_stack
from runtime.settings import BadSettings, load_settings

logger = logging.getLogger("greenlight")


def main() -> int:
    arguments = _parser().parse_args()
    into_a_file = arguments.command == "up" and not arguments.detach and not sys.stdout.isatty()
    form = "%(asctime)s %(message)s" if into_a_file else "%(message)s"
    logging.basicConfig(level=logging.INFO, format=form, stream=sys.stdout)
    try:
        _run(arguments)
    except (BadSettings, StartFailed) as error:
        logger.error("%s", error)
        return 1
    return 0


def _run(arguments: argparse.Namespace) -> None:
    settings = load_settings()
    home = Home(settings.greenlight_home)
    if arguments.command == "down":
        down(home)
    elif arguments.detach:
        programs = ("--worker", shlex.join(arguments.worker), "--api", shlex.join(arguments.api))
        stack = up_behind(home, programs)
        logger.info("Greenlight runs: %s/docs", stack.api_url)
    else:
        up(plan_stack(settings, arguments.worker, arguments.api))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runtime.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("up", help="run the stack until Ctrl-C")
    start.add_argument("--detach", action="store_true", help="leave it running and return when it is ready")
    start.add_argument("--worker", type=_command, default=WORKER, help="the worker's command")
    start.add_argument("--api", type=_command, default=API, help="the API's command; gets --host and --port")
    commands.add_parser("down", help="stop the stack of this home")
    return parser


def _command(text: str) -> tuple[str, ...]:
    return tuple(shlex.split(text))


if __name__ == "__main__":
    sys.exit(main())
