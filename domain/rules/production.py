"""Change a job's `production`: what is added to its footage, and how its scenes are filmed from then on."""

from typing import Final

from domain.base import evolve
from domain.brief import Production
from domain.errors import Conflict, Invalid
from domain.job.model import Job
from domain.rules.assets.assets import taken_up
from domain.rules.messages import SetProduction
from domain.rules.scenes.takes import VideoModelChoice

SWITCHES: Final = tuple(name for name in SetProduction.model_fields if name != "action")
"""The fields of `production` that the message sets."""


def set_production(job: Job, message: SetProduction, choice: VideoModelChoice) -> Job:
    """Return the job with these choices, and in process again if its film becomes another by them.

    `choice` is of the model that films the job so far. Errors: Conflict for another `draft` once the storyboard is
    approved: its approval is of that price; Invalid for a draft where that model has no cheap variant.
    """
    before = job.brief.production
    production = changed_production(before, message)
    if production == before:
        return job
    if production.draft is not before.draft and job.is_approved:
        raise Conflict(
            "production.draft can be changed until the storyboard is approved, and it is; "
            + ("make scenes final with finish_scenes" if before.draft else "regenerated scenes are filmed in full")
        )
    if production.draft and not before.draft and not _has_cheap_variant(choice):
        raise Invalid(f"draft: {choice.provider}'s {choice.model} has no cheap variant; film without a draft")
    return taken_up(evolve(job, brief=evolve(job.brief, production=production)))


def _has_cheap_variant(choice: VideoModelChoice) -> bool:
    return choice.final is not None or (choice.can is not None and choice.can.draft is not None)


def changed_production(before: Production, message: SetProduction) -> Production:
    """Return the choices with those of the message."""
    given = {name: getattr(message, name) for name in SWITCHES if name in message.model_fields_set}
    changes = {name: value for name, value in given.items() if value is not None or name == "voice_name"}
    if changes.get("voice", before.voice) != before.voice:
        changes.setdefault("voice_name", None)  # that of another provider means nothing here
    return evolve(before, **changes)
