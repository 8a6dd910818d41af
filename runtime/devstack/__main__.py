"""`python -m runtime.devstack up | up --detach | down`."""

import argparse
import logging
import sys
from importlib import import_module

from runtime.devstack.control import start_detached, stop
from runtime.devstack.home import Home
from runtime.devstack.service import StartFailed
from runtime.settings.settings import BadSettings, home_directory, load_settings

logger = logging.getLogger("greenlight")


def main() -> int:
    arguments = _parser().parse_args()
    to_log_file = arguments.command == "up" and not arguments.detach and not sys.stdout.isatty()
    form = "%(asctime)s %(message)s" if to_log_file else "%(message)s"
    logging.basicConfig(level=logging.INFO, format=form, stream=sys.stdout)
    try:
        if arguments.command == "down":
            stop(Home(home_directory()))
        elif arguments.detach:
            commands = {"--worker": arguments.worker, "--api": arguments.api}
            passed_on = [part for option, command in commands.items() if command for part in (option, command)]
            stack = start_detached(Home(load_settings().greenlight_home), passed_on)
            logger.info("Greenlight runs: %s/docs", stack.api_url)
        else:
            # Imported only here: Temporal and Postgres are half of a start, and the other commands need neither.
            import_module("runtime.devstack.supervisor").up(arguments.worker, arguments.api)
    except (BadSettings, StartFailed) as error:
        logger.error("%s", error)
        return 1
    return 0


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
