"""Which providers exist. One line each."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Generic, TypeVar, cast

from domain.ports.image import ImageModel
from domain.ports.planner import Planner
from domain.ports.video import VideoModel

Port = TypeVar("Port")


class Registry(Generic[Port]):
    """Names of adapters, each imported only when asked for."""

    def __init__(self, kind: str, adapters: Mapping[str, str]) -> None:
        """`adapters` maps a name to `module:Class`; the class has `from_env`, which takes what `create` is given."""
        self._kind = kind
        self._adapters = dict(adapters)

    def __iter__(self) -> Iterator[str]:
        return iter(self._adapters)

    def __contains__(self, name: str) -> bool:
        return name in self._adapters

    def create(self, name: str, *given: object) -> Port:
        """The adapter called `name`, built from its own environment variables and what it is given.

        Raises LookupError.
        """
        module, _, cls = self._find(name).partition(":")
        return cast(Port, getattr(import_module(module), cls).from_env(*given))

    def key_variables(self, name: str) -> tuple[str, ...]:
        """Return the variables that may hold the vendor's key, the usual one first; none if it needs no key.

        They are `KEY_VARIABLES` of the adapter's package, which imports no SDK. Raises LookupError.
        """
        package = import_module(self.module(name).rpartition(".")[0])
        return tuple(getattr(package, "KEY_VARIABLES", ()))

    def module(self, name: str) -> str:
        """Where the adapter called `name` is written. Raises LookupError."""
        return self._find(name).partition(":")[0]

    def _find(self, name: str) -> str:
        if name not in self._adapters:
            raise LookupError(f"no {self._kind} provider {name!r}; there is {', '.join(self)}")
        return self._adapters[name]


PLANNERS: Registry[Planner] = Registry(
    "storyboard",
    {
        "template": "providers.template.planner:TemplatePlanner",
        "openai": "providers.vendors.openai.text:OpenAIPlanner",
        "anthropic": "providers.vendors.anthropic.text:AnthropicPlanner",
        "gemini": "providers.vendors.gemini.text:GeminiPlanner",
    },
)

VIDEO: Registry[VideoModel] = Registry(
    "video",
    {
        "animatic": "providers.animatic.video:AnimaticVideo",
        "replicate": "providers.vendors.replicate.video:ReplicateVideo",
        "gemini": "providers.vendors.gemini.video:GeminiVideo",
        "runware": "providers.vendors.runware.video:RunwareVideo",
        "runway": "providers.vendors.runway.video:RunwayVideo",
    },
)
"""Given a `Download` for what the vendor made."""

IMAGE: Registry[ImageModel] = Registry(
    "image",
    {
        "animatic": "providers.animatic.image:AnimaticImage",
        "runway": "providers.vendors.runway.image:RunwayImage",
        "openai": "providers.vendors.openai.image:OpenAIImage",
        "gemini": "providers.vendors.gemini.image:GeminiImage",
        "replicate": "providers.vendors.replicate.image:ReplicateImage",
    },
)
"""Given a `Download` for what the vendor made."""


def paid_vendors() -> list[str]:
    """Those of whom clips and pictures are bought. Our own renderer is none."""
    return [name for name in dict.fromkeys([*VIDEO, *IMAGE]) if name != "animatic"]
