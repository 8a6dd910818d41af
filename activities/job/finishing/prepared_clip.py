"""Store a prepared clip: the picture, its handle and its sound, each under a key of its own."""

from uuid import UUID

from domain.ports.editor import ClipFiles
from domain.ports.storage import Blob, Storage
from domain.rules.results import PreparedClip
from domain.storage_keys import sound_key, tail_key


async def store_prepared_clip(storage: Storage, key: str, clip: ClipFiles) -> Blob:
    """Store the clip under the key, and return what is stored there. Whoever finds that object finds the others too."""
    if clip.sound:
        await storage.put(sound_key(key), clip.sound, "audio/wav")
    await storage.put(tail_key(key), clip.tail, "video/mp4")
    return await storage.put(key, clip.working, "video/mp4")


def prepared_clip(key: str, blob: Blob, clip: ClipFiles, overlay: UUID | None) -> PreparedClip:
    """Return what is noted of a clip that is stored."""
    return PreparedClip(
        working_key=key,
        frames=clip.frames,
        size=blob.size,
        working_sha256=blob.sha256,
        has_sound=clip.sound is not None,
        sound_error=clip.sound_error,
        overlay=overlay,
        not_drawn=clip.not_drawn,
    )
