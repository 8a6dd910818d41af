"""`python -m runtime.devstack up | up --detach | down`."""

import argparse
import logging
import shlex
import sys

from runtime.devstack.control import down, up_behind
from runtime.devstack.home import Home
from runtime.devstack.service import StartFailed
from runtime.settings import BadSettings, home_directory, load_settings

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
    if arguments.command == "down":
        down(Home(home_directory()))
    elif arguments.detach:
        stack = up_behind(Home(load_settings().greenlight_home), _commands(arguments))
        logger.info("Greenlight runs: %s/docs", stack.api_url)
    else:
        _up_here(arguments)


def _up_here(arguments: argparse.Namespace) -> None:
    # Here, because the other commands need neither Temporal nor Postgres, half of what a start takes.
    from runtime.devstack.foreground import up  # noqa: PLC0415
    from runtime.devstack.stack import API, WORKER, plan_stack  # noqa: PLC0415

    worker = tuple(shlex.split(arguments.worker)) if arguments.worker else WORKER
    api = tuple(shlex.split(arguments.api)) if arguments.api else API
    up(plan_stack(load_settings(), worker, api))


def _commands(arguments: argparse.Namespace) -> list[str]:
    given = {"--worker": arguments.worker, "--api": arguments.api}
    return [part for option, command in given.items() if command for part in (option, command)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runtime.devstack", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("up", help="run the stack until Ctrl-C")
    start.add_argument("--detach", action="store_true", help="leave it running and return when it is ready")
    start.add_argument("--worker", help="another command for the worker")
    start.add_argument("--api", help="another command for the API; it is given --host and --port")
    commands.add_parser("down", help="stop the stack of this home")
    return parser


if __name__ == "__main__":
    sys.exit(main())
