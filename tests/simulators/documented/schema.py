"""A documented request: its fields, and rules between them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]
Rule = Callable[[Body], str | None]
"""Returns what is wrong with a body; None if nothing is."""


@dataclass(frozen=True)
class Field:
    """A field of a request. `least` and `most` limit a number, or how long a text or list is."""

    kind: type
    is_required: bool = False
    choices: Collection[object] | None = None
    least: float | None = None
    most: float | None = None
    inside: "Schema | None" = None
    """What an object is to be, or each item of a list, if they are objects."""

    def faults(self, name: str, value: Any) -> list[str]:
        if not isinstance(value, self.kind) or (isinstance(value, bool) and self.kind is not bool):
            return [f"{name} is no {self.kind.__name__}: {value!r:.60}"]
        found = []
        if self.choices is not None and value not in self.choices:
            found.append(f"{name} is {value!r}, and not one of {sorted(map(str, self.choices))}")
        size: Any = len(value) if hasattr(value, "__len__") else value
        if self.least is not None and size < self.least:
            found.append(f"{name} is below {self.least:g}: {size}")
        if self.most is not None and size > self.most:
            found.append(f"{name} is above {self.most:g}: {size}")
        if self.inside is not None:
            items = value if isinstance(value, list) else [value]
            found += [f"{name}: {fault}" for item in items for fault in self.inside.faults(item)]
        return found


@dataclass(frozen=True)
class Schema:
    fields: Mapping[str, Field]
    rules: Sequence[Rule] = ()

    def faults(self, body: Any) -> list[str]:
        """Return what the documentation forbids of the body."""
        if not isinstance(body, Mapping):
            return [f"not an object: {body!r:.60}"]
        found = [f"there is no field {name}" for name in body if name not in self.fields]
        found += [f"{name} is missing" for name, field in self.fields.items() if field.is_required and name not in body]
        for name, field in self.fields.items():
            if name in body:
                found += field.faults(name, body[name])
        return found or [words for rule in self.rules if (words := rule(body))]


def excludes(one: str, *others: str) -> Rule:
    """One field goes with none of the others."""

    def rule(body: Body) -> str | None:
        present = [name for name in others if body.get(name)]
        return f"{one} cannot be combined with {present[0]}" if body.get(one) and present else None

    return rule


def needs(one: str, other: str) -> Rule:
    """One field only goes with the other."""
    return lambda body: f"{one} only works with {other}" if body.get(one) and not body.get(other) else None


def only_with(one: str, **values: object) -> Rule:
    """One field only goes with these values of others."""

    def rule(body: Body) -> str | None:
        wrong = [name for name, value in values.items() if body.get(name) != value]
        return f"{one} only works with {wrong[0]} {values[wrong[0]]}" if body.get(one) and wrong else None

    return rule
