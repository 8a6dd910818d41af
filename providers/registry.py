"""The providers, one line each: settings, OpenAPI and the worker take their choices from here."""

from importlib import import_module
from typing import Generic, TypeVar, cast

from domain.ports.messenger import Messenger
from domain.ports.planner import Planner
from domain.ports.speech import SpeechModel
from domain.ports.video_and_image import ImageModel, VideoModel

Port = TypeVar("Port")


class Registry(dict[str, str], Generic[Port]):
    """Adapters as `module:Class` by name, each imported only when it is created."""

    def __init__(self, kind: str, adapters: dict[str, str]) -> None:
        super().__init__(adapters)
        self.kind = kind

    def create(self, name: str, *given: object) -> Port:
        """Return the adapter, built by its class's `from_env` from what is given. Raises LookupError."""
        module, _, cls = self[name].partition(":")
        return cast(Port, getattr(import_module(module), cls).from_env(*given))

    def module(self, name: str) -> str:
        """Return the name of the adapter's module. Raises LookupError."""
        return self[name].partition(":")[0]

    def key_variables(self, name: str) -> tuple[str, ...]:
        """Return the variables that may hold the vendor's key, the usual one first; none if it needs no key.

        They are `KEY_VARIABLES` of the adapter's package, which imports no SDK. Raises LookupError.
        """
        package = import_module(self.module(name).rpartition(".")[0])
        return tuple(getattr(package, "KEY_VARIABLES", ()))

    def __missing__(self, name: str) -> str:
        raise LookupError(f"no {self.kind} provider {name!r}; there is {', '.join(self)}")


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
        "animatic": "providers.animatic.models:AnimaticVideo",
        "replicate": "providers.vendors.replicate.video:ReplicateVideo",
        "gemini": "providers.vendors.gemini.video:GeminiVideo",
        "runware": "providers.vendors.runware.video:RunwareVideo",
        "runway": "providers.vendors.runway.video:RunwayVideo",
    },
)
"""Created with a `Download` for the vendor's output."""

IMAGE: Registry[ImageModel] = Registry(
    "image",
    {
        "animatic": "providers.animatic.models:AnimaticImage",
        "runway": "providers.vendors.runway.image:RunwayImage",
        "openai": "providers.vendors.openai.image:OpenAIImage",
        "gemini": "providers.vendors.gemini.image:GeminiImage",
        "replicate": "providers.vendors.replicate.image:ReplicateImage",
    },
)
"""Created with a `Download` for the vendor's output."""

VOICES: Registry[SpeechModel] = Registry(
    "voice",
    {
        "local": "providers.local_voice.model:LocalVoice",
        "elevenlabs": "providers.vendors.elevenlabs.voice:ElevenLabsVoice",
        "gemini": "providers.vendors.gemini.voice:GeminiVoice",
    },
)

MESSENGERS: Registry[Messenger] = Registry(
    "message",
    {
        "slack": "providers.messages.slack:SlackMessenger",
        "email": "providers.messages.email:EmailMessenger",
    },
)
"""By the kind of a webhook endpoint; created with an `HttpPost` and the `MailServer`, if there is one."""


def paid_vendors() -> list[str]:
    """Return the vendors of clips, pictures and speech. Our own renderer and voices are none."""
    return [name for name in dict.fromkeys([*VIDEO, *IMAGE, *VOICES]) if name not in ("animatic", "local")]
