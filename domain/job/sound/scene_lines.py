"""Which line of the voice-over is said in a scene, and which attempt to have it spoken the film has."""

from typing import TYPE_CHECKING

from domain.brief import AssetRole, AssetType, asset_role
from domain.job.filming.choices import SceneAudio, scene_audio
from domain.job.sound.speech import ASSET_VOICE, SceneLine, Speech

if TYPE_CHECKING:
    from domain.job.job_asset import JobAsset
    from domain.job.model import Job
    from domain.job.scene import Scene


def line_of(job: "Job", scene: "Scene") -> SceneLine | None:
    """Return what is said in the scene; None if the film has no voice-over, or the scene none, or nothing to say.

    A recording among the scene's own assets is its line. A recording that no scene names, deleted or not, is the whole
    film's, and is the line of its first scene, whatever the sound of single scenes is to be. No voice is bought in
    place of a recording that cannot be used.
    """
    production, language = job.brief.production, job.brief.ad_basics.language
    if not production.is_spoken:
        return None
    recordings = [asset for asset in job.assets if _is_recording(asset)]
    named = {asset for each in job.scenes for asset in each.text.assets} if recordings else set()
    own = next((asset for asset in recordings if asset.id in scene.text.assets), None)
    of_film = next((asset for asset in recordings if asset.id not in named), None)
    chosen = own or of_film
    if chosen and not _was_fetched(chosen):
        return None
    is_of_scene = own is not None or of_film is None
    if is_of_scene and scene_audio(production, scene.text.filming) is not SceneAudio.VOICEOVER:
        return None
    if own:
        return SceneLine(text=scene.text.script.strip(), provider=ASSET_VOICE, language=language, asset=own.id)
    if of_film:
        if scene.id != job.active_scenes[0].id:
            return None
        text = "\n".join(script for each in job.active_scenes if (script := each.text.script.strip()))
        return SceneLine(text=text, provider=ASSET_VOICE, language=language, asset=of_film.id)
    text = scene.text.script.strip()
    if not text:
        return None
    return SceneLine(text=text, provider=production.voice or "", voice=production.voice_name, language=language)


def speech_of(job: "Job", line: SceneLine) -> Speech | None:
    """Return the newest attempt to have the line spoken; None if there is none yet.

    If it failed, the line is again as it was spoken before, if it was: what is paid for is not lost to the film.
    """
    newest = newest_attempt(job, line)
    if newest is None or not newest.is_settled or newest.is_heard:
        return newest
    heard = [each for each in job.speeches if line.is_said_by(each) and each.is_heard]
    return max(heard, key=lambda each: each.number, default=newest)


def newest_attempt(job: "Job", line: SceneLine) -> Speech | None:
    """Return the attempt to have the line spoken that was asked for last, whatever became of it."""
    same = [each for each in job.speeches if line.is_said_by(each)]
    return max(same, key=lambda each: each.number, default=None)


def _is_recording(asset: "JobAsset") -> bool:
    """Whether the client meant the asset as a voice-over. Its type is known once it is fetched."""
    return asset_role(asset.role) is AssetRole.VOICE and asset.type in (AssetType.AUDIO, None)


def _was_fetched(asset: "JobAsset") -> bool:
    """Whether its file is in storage, or was: a line that was made of it is still there then."""
    return asset.blob_key is not None or asset.content_type is not None
