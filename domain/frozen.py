"""The base of every value that crosses a boundary."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Frozen(BaseModel):
    """Immutable, and unknown keys are an error that names the key."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wire(Frozen):
    """A value of the V3 API: camelCase in JSON, snake_case in Python, either accepted."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
