"""Functions whose modules are imported when they are called, not where they are named.

For large libraries that a process may never need. The linter forbids imports in functions, so that these, and the
registry of providers, stay the only ones that the top of a module does not show.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Generic, ParamSpec, TypeVar, cast

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Deferred(Generic[Given, Made]):
    """A callable by its `module:name`, as in `Deferred[[Path], MediaKind]("media.decoding.files.probe:probe_file")`.

    It can be pickled, so that another process imports the module and this one never does. A test compares the types
    with those of what is named. Errors of a call: ImportError, AttributeError for what is not there.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def load(self) -> Callable[Given, Made]:
        module, _, name = self.path.partition(":")
        return cast(Callable[Given, Made], getattr(import_module(module), name))

    def __call__(self, *args: Given.args, **named: Given.kwargs) -> Made:
        return self.load()(*args, **named)

    def __reduce__(self) -> tuple[type["Deferred[Given, Made]"], tuple[str]]:
        return Deferred, (self.path,)
