"""Processes that are killed often and start again at once."""

import os


def restart_for_ever(at_once: int = 1) -> None:
    """Fork so many children, and a new one whenever one has ended. Returns in the children only.

    The parent has done all imports, so that a child starts quickly.
    """
    running: set[int] = set()
    while True:
        while len(running) < at_once:
            if (child := os.fork()) == 0:
                return
            running.add(child)
        running.discard(os.wait()[0])
