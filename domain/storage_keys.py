"""Where each thing lies in storage. A retry overwrites itself (design §2)."""

from uuid import UUID


def original_key(job: UUID, scene: UUID, take: UUID) -> str:
    """What the vendor made."""
    return f"jobs/{job}/scenes/{scene}/{take}/original.mp4"


def still_key(job: UUID, scene: UUID, take: UUID) -> str:
    """The picture from which a vendor filmed, when it was drawn for that."""
    return f"jobs/{job}/scenes/{scene}/{take}/still"


def working_key(job: UUID, scene: UUID, take: UUID) -> str:
    """The same at the film's size, rate and length."""
    return f"jobs/{job}/scenes/{scene}/{take}/working.mp4"


def tail_key(working: str) -> str:
    """The frames beyond the clip's end, from which a transition out of it is made."""
    return working.removesuffix("working.mp4") + "tail.mp4"


def sound_key(working: str) -> str:
    """The clip's sound, 48 kHz stereo, beside the picture."""
    return working.removesuffix("working.mp4") + "sound.wav"


def film_key(job: UUID, film: UUID) -> str:
    return f"jobs/{job}/films/{film}.mp4"


def clip_keys(working: str, has_sound: bool) -> tuple[str, ...]:
    """All that the film needs of a clip."""
    sound = (sound_key(working),) if has_sound else ()
    return (working, tail_key(working), *sound)


def asset_key(asset: UUID) -> str:
    return f"assets/{asset}"


def scene_picture_key(scene_type: str, scene: UUID, extension: str) -> str:
    """The picture of a saved scene."""
    return f"generated-content/scenes/{scene_type}_{scene}.{extension}"


JOBS_FOLDER = "jobs/"
"""Keys of jobs' media begin with it; in the order of keys they come last."""


def job_folder(job: UUID) -> str:
    return f"{JOBS_FOLDER}{job}/"


def end_of_job(job: UUID) -> str:
    """A key behind every key of the job, and before those of the jobs with greater ids."""
    return f"{JOBS_FOLDER}{job}0"  # "0" is the character after "/"
