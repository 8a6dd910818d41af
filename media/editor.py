"""The editor: work on media files, each piece in a process of its own that a cancellation kills."""

import time
from datetime import timedelta
from pathlib import Path

import anyio.to_process

from domain.film_format import FilmFormat
from domain.ports.editor import ClipFiles, CutClip, Editor, MediaKind
from domain.ports.progress import ReportProgress
from media.images.preview import preview
from media.video.cut_film import cut
from media.video.prepare_clip import Prepared, prepare
from media.video.probe import probe_file

BRIDGES_KEPT_FOR = timedelta(days=7)


class ProcessEditor(Editor):
    """Memory that a library keeps, and a crash of one, stay in the process that did the work."""

    def __init__(self, bridges: Path) -> None:
        """`bridges` is where encoded transitions are kept, so that a re-cut makes only those that changed."""
        self._bridges = bridges

    async def probe_file(self, path: Path) -> MediaKind:
        return await anyio.to_process.run_sync(probe_file, path, cancellable=True)

    async def preview(self, path: Path, into: Path, side: int) -> None:
        await anyio.to_process.run_sync(preview, path, into, side, cancellable=True)

    async def prepare(self, original: Path, folder: Path, frames: int, format: FilmFormat) -> ClipFiles:
        working, tail, sound = folder / "working.mp4", folder / "tail.mp4", folder / "sound.wav"
        done: Prepared = await anyio.to_process.run_sync(
            prepare, original, working, tail, sound, frames, format, cancellable=True
        )
        return ClipFiles(working=working, tail=tail, sound=sound if done.has_sound else None, frames=frames)

    async def cut(
        self, clips: tuple[CutClip, ...], out: Path, format: FilmFormat, music: Path | None, progress: ReportProgress
    ) -> None:
        await anyio.to_process.run_sync(_cut, clips, out, format, self._bridges, music, cancellable=True)
        progress(1.0)


def _cut(clips: tuple[CutClip, ...], out: Path, format: FilmFormat, bridges: Path, music: Path | None) -> None:
    bridges.mkdir(parents=True, exist_ok=True)
    old = time.time() - BRIDGES_KEPT_FOR.total_seconds()
    for bridge in bridges.iterdir():
        if bridge.stat().st_mtime < old:
            bridge.unlink(missing_ok=True)
    cut(clips, out, format, bridges, music)
