"""The settings of voices that speak films' scripts."""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

from pydantic_settings import BaseSettings

from domain.brief import NO_VOICE
from domain.job.sound.speech import LOCAL_VOICE
from providers import registry
from providers.common.prices import read_prices
from providers.local_voice import VOICES
from runtime.settings.setting_types import LowerCase, alternatives, one_of


class VoiceSettings(BaseSettings):
    """The voice of films whose brief names none. `voice_name` and `voice_model` are those of its provider."""

    voice_provider: Annotated[str, LowerCase, one_of(registry.VOICES, NO_VOICE)] = LOCAL_VOICE
    voice_name: str | None = None
    voice_model: str | None = None

    def voice_faults(self, is_any_set: Callable[[Iterable[str]], bool]) -> Iterator[str]:
        """Yield what is wrong with them. `is_any_set` tells whether one of these variables is set."""
        provider = self.voice_provider
        if provider == NO_VOICE:
            return
        if (keys := registry.VOICES.key_variables(provider)) and not is_any_set(keys):
            yield f"VOICE_PROVIDER is {provider} but there is no key for it: set {keys[0]}."
        models = list(read_prices(None).voice.get(provider, {}))
        if self.voice_model and models and self.voice_model not in models:
            yield f"VOICE_MODEL is {self.voice_model}, which {provider} does not have: set {alternatives(models)}."
        if self.voice_name and provider == LOCAL_VOICE and self.voice_name not in VOICES:
            yield f"VOICE_NAME is {self.voice_name}, which no local voice is called: set {alternatives([*VOICES])}."
