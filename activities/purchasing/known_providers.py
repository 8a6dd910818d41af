"""Check that the providers that a message names are set up here, for signals too, which do not pass the API's check."""

from activities.purchasing.vendor_catalog import VendorCatalog
from domain.brief import NO_VOICE
from domain.errors import AccountProblem, Invalid
from domain.rules.messages import Message, SetProduction


def check_providers(catalog: VendorCatalog, message: Message) -> None:
    """Errors: Invalid, naming the field, if the message names a provider that cannot be used here."""
    if not isinstance(message, SetProduction):
        return
    try:
        if message.voice not in (None, NO_VOICE):
            catalog.voice(message.voice)
    except AccountProblem as error:
        raise Invalid(f"voice: {error.message}") from error
    try:
        for provider in message.fallback or ():
            catalog.video(provider)
    except AccountProblem as error:
        raise Invalid(f"fallback: {error.message}") from error
