"""The keys of objects in storage. They derive from ids, so that a retry overwrites what it stored."""

import re
from uuid import UUID

JOBS_FOLDER = "jobs/"
FOLDERS = ("assets/", "generated-content/scenes/", JOBS_FOLDER)
"""In the order of keys. A bucket may hold other objects beside these folders, and in them."""

UUID_PATTERN = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
OUR_KEY = re.compile(
    rf"jobs/{UUID_PATTERN}/scenes/{UUID_PATTERN}/(?P<take>{UUID_PATTERN})/\w+(?:\.\w+)?"
    rf"|jobs/{UUID_PATTERN}/films/(?P<film>{UUID_PATTERN})\.mp4"
    rf"|jobs/{UUID_PATTERN}/speech/(?P<speech>{UUID_PATTERN})/\w+(?:\.\w+)?"
    rf"|jobs/{UUID_PATTERN}/first-frames/(?P<first_frame>{UUID_PATTERN})"
    rf"|assets/(?P<asset>{UUID_PATTERN})"
    rf"|generated-content/scenes/[a-z0-9-]+_(?P<picture>{UUID_PATTERN})\.\w+"
)
"""Matches the keys that the functions below return, apart from drawn ones. The name of the group that matched says what
the id in it is of."""

DRAWN_KEY = re.compile(rf"jobs/{UUID_PATTERN}/(?:stills|previews)/.+")
"""Matches the keys of what is drawn when somebody asks for it, and drawn again when it is gone. No row refers to it."""


def original_key(job: UUID, scene: UUID, take: UUID) -> str:
    """Return the key of the clip that the vendor made."""
    return f"jobs/{job}/scenes/{scene}/{take}/original.mp4"


def still_key(job: UUID, scene: UUID, take: UUID) -> str:
    """Return the key of the still that was drawn as the take's first frame."""
    return f"jobs/{job}/scenes/{scene}/{take}/still"


def working_key(job: UUID, scene: UUID, take: UUID, overlay: UUID | None = None) -> str:
    """Return the key of the prepared clip: each overlay that is drawn into it makes another."""
    drawn = f"_{overlay.hex}" if overlay else ""
    return f"jobs/{job}/scenes/{scene}/{take}/working{drawn}.mp4"


def tail_key(working: str) -> str:
    """Return the key of the clip's handle: the frames behind its end, which a transition needs."""
    return _beside(working, "tail", "mp4")


def sound_key(working: str) -> str:
    """Return the key of the clip's sound, 48 kHz stereo."""
    return _beside(working, "sound", "wav")


def _beside(working: str, name: str, extension: str) -> str:
    folder, _, file = working.rpartition("/")
    return f"{folder}/{name}{file.removeprefix('working').removesuffix('.mp4')}.{extension}"


def speech_key(job: UUID, speech: UUID) -> str:
    """Return the key of the line of speech as the film plays it: 48 kHz mono."""
    return f"jobs/{job}/speech/{speech}/speech.wav"


def spoken_key(job: UUID, speech: UUID) -> str:
    """Return the key of the speech as the voice made it."""
    return f"jobs/{job}/speech/{speech}/original"


def spoken_words_key(job: UUID, speech: UUID) -> str:
    """Return the key of what the voice knows of the times of words. It is stored before the speech itself."""
    return f"jobs/{job}/speech/{speech}/words.json"


def first_frame_key(job: UUID, first_frame: UUID) -> str:
    """Return the key of the picture that was drawn as a scene's first frame."""
    return f"jobs/{job}/first-frames/{first_frame}"


def film_key(job: UUID, film: UUID) -> str:
    return f"jobs/{job}/films/{film}.mp4"


def scene_still_key(job: UUID, content: UUID, width: int) -> str:
    """Return the key of a scene's still of that content (`domain/job/pictures.py`) and width."""
    return f"jobs/{job}/stills/{content}/{width}.jpg"


def preview_clip_key(job: UUID, content: UUID) -> str:
    """Return the key of the small clip of a scene for previews. Its handle and its sound have keys derived from it."""
    return f"jobs/{job}/previews/{content}/working.mp4"


def preview_key(job: UUID, preview: UUID) -> str:
    return f"jobs/{job}/previews/{preview}.mp4"


def clip_keys(working: str, has_sound: bool) -> tuple[str, ...]:
    """Return the keys of all files that the film needs of a clip."""
    sound = (sound_key(working),) if has_sound else ()
    return (working, tail_key(working), *sound)


def asset_key(asset: UUID) -> str:
    return f"assets/{asset}"


def scene_picture_key(scene_type: str, scene: UUID, extension: str) -> str:
    """Return the key of a saved scene's image."""
    return f"generated-content/scenes/{scene_type}_{scene}.{extension}"


def job_folder(job: UUID) -> str:
    return f"{JOBS_FOLDER}{job}/"


def end_of_job(job: UUID) -> str:
    """Return a key behind every key of the job, and before those of jobs with greater ids."""
    return f"{JOBS_FOLDER}{job}0"  # "0" is the character after "/"
