"""Processes that die often, and live again at once."""

import os


def be_born_again(at_once: int = 1) -> None:
    """Returns in so many processes, and in a new one whenever one has died, with all imports done: a quick start."""
    active_scenes: set[int] = set()
    while True:
        while len(active_scenes) < at_once:
            if (child := os.fork()) == 0:
                return
            active_scenes.add(child)
        active_scenes.discard(os.wait()[0])
