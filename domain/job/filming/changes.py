"""What a scene's filming choices change of the clip that it has: whether it is to be filmed again, or only muted."""

from typing import TYPE_CHECKING

from domain.job.filming.choices import AS_USUAL, Filming, SceneAudio, scene_audio
from domain.job.takes.left_out import Ingredient

if TYPE_CHECKING:
    from domain.job.model import Job
    from domain.job.scene import Scene
    from domain.job.takes.take import Take


def films_otherwise(wanted: Filming | None, clip: "Take") -> bool:
    """Return whether a clip of these choices would be another than the one that there is.

    It would not, if the scene no longer asks for what the clip lacks. A clip's sound can be left out of the film, so
    only a clip without sound is another than one with its model's own.
    """
    assert clip.text is not None
    now, then = wanted or AS_USUAL, clip.text.filming or AS_USUAL
    lacking = {part.what for part in clip.left_out}
    lacks_sound = now.audio is SceneAudio.NATIVE and then.audio is not SceneAudio.NATIVE and not clip.has_sound
    ends_otherwise = now.last_frame != then.last_frame and not (
        now.last_frame is None and Ingredient.LAST_FRAME in lacking
    )
    is_chained = now.chain_from_previous
    begins_otherwise = is_chained != then.chain_from_previous and not (not is_chained and Ingredient.CHAIN in lacking)
    has_other_seed = now.seed not in (None, then.seed, clip.seed)
    return (
        lacks_sound or ends_otherwise or begins_otherwise or has_other_seed or _shows_other_references(now, then, clip)
    )


def is_muted(job: "Job", scene: "Scene") -> bool:
    """Return whether the film leaves out the sound of the scene's clip, because nobody asks for it now.

    What a client's own clip plays is heard unless the scene is off, and so is a clip of before it was noted that its
    model makes sound with every clip.
    """
    clip, filming = scene.clip, scene.text.filming or AS_USUAL
    if clip is None or not clip.has_sound or scene_audio(job.brief.production, filming) is SceneAudio.NATIVE:
        return False
    filmed = clip.text.filming if clip.text else None
    had_to_sound = filmed is not None and filmed.audio is SceneAudio.NATIVE
    sounds_unasked = any(part.what is Ingredient.SILENCE for part in clip.left_out)
    return filming.audio is SceneAudio.OFF or had_to_sound or sounds_unasked


def _shows_other_references(now: Filming, then: Filming, clip: "Take") -> bool:
    if now.references == then.references:
        return False
    if then.references is None:  # those of its job, as it was then
        return now.references != clip.references
    missing = {part.asset for part in clip.left_out if part.what is Ingredient.REFERENCES}
    return now.references != tuple(each for each in then.references if each not in missing)
