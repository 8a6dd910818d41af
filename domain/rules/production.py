"""What is added to a film's footage is changed: voice, captions, music, logo, end card."""

from typing import Final

from domain.job.model import Job, evolve
from domain.rules.assets import taken_up
from domain.rules.messages import SetProduction

SWITCHES: Final = tuple(name for name in SetProduction.model_fields if name != "action")
"""The fields of `production` that the message sets."""


def set_production(job: Job, message: SetProduction) -> Job:
    """Return the job with these choices, and in process again if its film becomes another by them."""
    given = {name: getattr(message, name) for name in SWITCHES if name in message.model_fields_set}
    changes = {name: value for name, value in given.items() if value is not None or name == "voice_name"}
    before = job.brief.production
    if changes.get("voice", before.voice) != before.voice:
        changes.setdefault("voice_name", None)  # that of another provider means nothing here
    production = evolve(before, **changes)
    if production == before:
        return job
    return taken_up(evolve(job, brief=evolve(job.brief, production=production)))
