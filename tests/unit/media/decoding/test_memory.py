"""Clips of any length are prepared and cut in bounded memory, measured as the peak of a process."""

import sys
from pathlib import Path

from tests.harness.time_limits import run
from tests.unit.media.material import a_vendors_clip, tone

MARGIN = 5_000
"""KiB. The longer clip has 12 MB more of frames and 7 MB more of samples."""

WORK = """
import resource, sys
from itertools import chain
from pathlib import Path
from uuid import UUID
from domain.film_format import FilmFormat, Transition
from domain.ports.editor import CutClip, CutPlan, SpokenSound
from media.audio.pcm import read_wave, write_mono, write_wave
from media.video.prepare_clip import prepare
from media.video.cut_film import cut

size = FilmFormat(width=96, height=160)
for original, frames in ((Path(sys.argv[1]), 45), (Path(sys.argv[2]), 585)):
    files = prepare(original, original.parent, frames, size)
    clip = CutClip(**dict(files), transition=Transition.FADE, take=UUID(int=1))
    music, line = original.parent / "music.wav", original.parent / "line.wav"
    write_wave(music, chain(read_wave(files.sound), read_wave(files.sound)))
    write_mono(line, next(read_wave(files.sound))[:, 0].copy())
    speech = tuple(SpokenSound(speech=UUID(int=1), sound=line, begins=at * 1.2, pace=1.1) for at in range(frames // 20))
    cut(CutPlan(clips=(clip, clip), music=music, speech=speech), original.parent / "film.mp4", size)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def a_clip(folder: Path, seconds: int) -> Path:
    folder.mkdir()
    path = folder / "clip.mp4"
    return a_vendors_clip(path, size=(96, 160), rate=6, frames=6 * seconds, sound=tone(30 * seconds))


def test_a_ten_times_longer_clip_needs_no_more_memory(tmp_path: Path) -> None:
    clips = (a_clip(tmp_path / "short", 2), a_clip(tmp_path / "long", 20))

    command = [sys.executable, "-c", WORK, *map(str, clips)]
    done = run(command, check=True, cwd=Path(__file__).parents[4])

    short, long = map(int, done.stdout.split())
    assert long < short + MARGIN
