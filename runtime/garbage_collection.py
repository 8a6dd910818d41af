"""How often a process that serves for days collects garbage."""

import gc

_YOUNG_OBJECTS = 2_000
"""New objects after which the young ones are looked at. Python's default is 700, of a program with less to look at."""


def spare_what_is_loaded() -> None:
    """Leave out of garbage collection all objects that there are, which live as long as the process.

    It is called at the end of a start. Modules and their classes are a hundred thousand objects, which each full
    collection would look at.
    """
    gc.freeze()
    _, *older = gc.get_threshold()
    gc.set_threshold(_YOUNG_OBJECTS, *older)
