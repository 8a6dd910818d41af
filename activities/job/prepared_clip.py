"""Store a prepared clip: the picture, its handle and its sound, each under a key of its own."""

from domain.ports.editor import ClipFiles
from domain.ports.storage import Blob, Storage
from domain.storage_keys import sound_key, tail_key


async def store_prepared_clip(storage: Storage, key: str, clip: ClipFiles) -> Blob:
    """Store the clip under the key, and return what is stored there. Whoever finds that object finds the others too."""
    if clip.sound:
        await storage.put(sound_key(key), clip.sound, "audio/wav")
    await storage.put(tail_key(key), clip.tail, "video/mp4")
    return await storage.put(key, clip.working, "video/mp4")
