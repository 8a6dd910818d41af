"""The warnings of what is added to a film: lines that are not spoken or do not fit, and what could not be added."""

from collections.abc import Iterator

from api.schemas.common import job_url, scene_url
from domain.brief import AssetRole, AssetType, MusicChoice, asset_role
from domain.errors import MAX_MESSAGE, ErrorInfo
from domain.film_format import FPS, frames
from domain.job.filming.choices import AS_USUAL, SceneAudio
from domain.job.job_asset import JobAsset
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.sound.narration import narration
from domain.job.sound.speech import LOCAL_VOICE, Speech
from domain.job.sound.voice_over import open_lines, speech_of_scene
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.vendor_file import FileStatus
from domain.language.languages import line_language
from domain.rules.storyboard.script_fit import need_of
from providers.local_voice import why_unspoken

_TOLERATED = frames(0.5)
"""Frames by which a script may be too long by its letters: voices differ."""

_UNNOTICED = 0.05
"""Seconds. A line that ends so little after its scene is not worth a warning."""


def warnings_of_lines(job: Job) -> Iterator[ErrorInfo]:
    """Yield one for each reason why lines are not spoken, and one for each line that is longer than its scene."""
    failed: dict[str, list[int]] = {}
    for scene in job.active_scenes:
        speech = speech_of_scene(job, scene)
        if speech and speech.status is FileStatus.FAILED and not _is_noted(job, speech):
            failed.setdefault(_reason(speech), []).append(scene.number)
    for reason, numbers in failed.items():
        again = f'speak it again with {{"action": "retry_speech"}} to POST {job_url(job.id)}/actions'
        other = f"choose another production.voice with PATCH {job_url(job.id)}"
        subject = f"scene {numbers[0]} is" if len(numbers) == 1 else f"scenes {_listed(numbers)} are"
        yield warning("voice_left_out", f"{subject} not spoken: {reason}", again, other)
    yield from _without_a_voice(job)
    yield from _in_another_language(job)
    yield from _too_long_to_be_said(job)
    scenes = {scene.id: scene for scene in job.active_scenes}
    for spoken in narration(job) if job.speeches else ():
        if spoken.overruns > _UNNOTICED:
            yield _too_long(job, scenes[spoken.scene], spoken.overruns)


def _without_a_voice(job: Job) -> Iterator[ErrorInfo]:
    """Yield one if scenes are to be spoken, by their own choice, in a film that has no voice."""
    if job.brief.production.is_spoken:
        return
    chosen = ((scene, scene.text.filming or AS_USUAL) for scene in job.active_scenes)
    if numbers := [scene.number for scene, filming in chosen if filming.audio is SceneAudio.VOICEOVER]:
        subject = f"scene {numbers[0]} is" if len(numbers) == 1 else f"scenes {_listed(numbers)} are"
        help = f"choose production.voice with PATCH {job_url(job.id)}, or another filming.audio"
        yield warning("voice_left_out", f"{subject} to have a voice-over, and the film has no voice", help)


def _in_another_language(job: Job) -> Iterator[ErrorInfo]:
    """Yield one if there are lines that no voice on our machines will speak, before anybody has tried."""
    unspoken: dict[str, list[int]] = {}
    for line in open_lines(job):
        why = why_unspoken(line_language(job.brief, line.line.text))
        if line.line.provider == LOCAL_VOICE and why:
            unspoken.setdefault(why, []).append(line.scene_number)
    for why, numbers in unspoken.items():
        subject = f"{'scene' if len(numbers) == 1 else 'scenes'} {_listed(numbers)}"
        help = f"choose another production.voice with PATCH {job_url(job.id)}, or bring a recording"
        yield warning("voice_left_out", f"{subject} will not be spoken: {why}", help)


def _too_long_to_be_said(job: Job) -> Iterator[ErrorInfo]:
    """Yield one for each script that nobody has spoken yet, and that no voice can be expected to say in its scene."""
    lengths = {scene.number: frames(scene.text.duration) for scene in job.active_scenes}
    for line in open_lines(job):
        need = need_of(line.line.text, line.line.language).least
        if line.line.asset is None and need > lengths[line.scene_number] + _TOLERATED:
            what = f"the script of scene {line.scene_number} takes about {need / FPS:.0f} s to say, in a scene of"
            help = "shorten it, or give the scene more seconds"
            yield warning("script_too_long", f"{what} {lengths[line.scene_number] / FPS:g} s", help)


def warning_of_film(job: Job, part: LeftOut) -> ErrorInfo | None:
    """Return the warning of what was to be added and that the film was cut without; None if it has one elsewhere."""
    if part.asset is not None:
        return None
    help = "the film itself is whole; the next cut of it, after any change, tries again"
    match part.what:
        case Ingredient.VOICE if not any(_has_failed(job, scene) for scene in job.active_scenes):
            effect = "the film is cut without a line of its voice-over"
        case Ingredient.MUSIC:
            effect = "the film has no music"
        case Ingredient.LOGO:
            effect = "the film does not show the logo"
        case Ingredient.END_CARD:
            effect = "the film ends without a card"
            help = f"make its last scene longer, or set production.endCard to none with PATCH {job_url(job.id)}"
        case _:
            return None
    return warning(f"{part.what}_left_out", f"{effect}: {part.reason}", help)


def unheard(job: Job, asset: JobAsset) -> tuple[str, str] | None:
    """Return why the film does not play a sound, and what helps; None if it does, or if it is not known yet."""
    role, production, url = asset_role(asset.role), job.brief.production, job_url(job.id)
    if asset.type is not AssetType.AUDIO or not job.scenes:
        return None
    if role is AssetRole.MUSIC:
        is_off = production.music is MusicChoice.NONE
        return ("the film has no music", f"set production.music to auto with PATCH {url}") if is_off else None
    if role is AssetRole.VOICE:
        if production.is_spoken:
            return None
        return "the film has no voice-over", f"set production.voice with PATCH {url}"
    return "the film does not play it", f"give it the role music with PATCH {url}/assets/{asset.id}"


def warning(code: str, reason: str, *others: str) -> ErrorInfo:
    """Return the warning, its reason shortened so that what follows from it is always said."""
    more = "".join(f"; {each}" for each in others)
    return ErrorInfo(code=code, message=f"{reason[: MAX_MESSAGE - len(more)]}{more}"[:MAX_MESSAGE])


def _too_long(job: Job, scene: Scene, seconds: float) -> ErrorInfo:
    is_last = scene.id == job.active_scenes[-1].id
    effect = f"is {seconds:.1f} s longer than the film lasts" if is_last else f"ends {seconds:.1f} s after its scene"
    help = f"shorten its script, or give the scene more seconds, with PUT {scene_url(job.id, scene.id)}"
    return warning("line_too_long", f"the line of scene {scene.number} {effect}", help)


def _has_failed(job: Job, scene: Scene) -> bool:
    speech = speech_of_scene(job, scene)
    return speech is not None and speech.status is FileStatus.FAILED


def _is_noted(job: Job, speech: Speech) -> bool:
    """Whether it is a recording whose own warning says that it cannot be used."""
    noted = {part.asset for part in job.film.left_out} if job.film else set()
    return speech.asset is not None and speech.asset in noted


def _reason(speech: Speech) -> str:
    return speech.error.message if speech.error else "it failed"


def _listed(numbers: list[int]) -> str:
    *others, last = map(str, numbers)
    return f"{', '.join(others)} and {last}" if others else last
