"""Work on media happens in bounded memory, measured from outside."""

import subprocess
import sys
from pathlib import Path

from tests.unit.media.material import a_vendors_clip, tone

MARGIN = 10_000
"""KiB. The longer clip has 25 MB of pictures and 14 MB of sound more."""

WORK = """
import resource, sys
from pathlib import Path
from uuid import UUID
from domain.film_format import FilmFormat, Transition
from domain.ports.editor import CutClip
from media.video.prepare_clip import prepare
from media.video.cut_film import cut

folder, name, frames = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
size = FilmFormat(width=96, height=160)
working, tail, sound = (folder / (name + part) for part in ("-w.mp4", "-t.mp4", "-s.wav"))
prepare(folder / (name + ".mp4"), working, tail, sound, frames, size)
clip = CutClip(working=working, tail=tail, sound=sound, frames=frames, transition=Transition.FADE, take=UUID(int=1))
cut([clip, clip], folder / "film.mp4", size, music=sound)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(folder: Path, name: str, seconds: int) -> int:
    a_vendors_clip(folder / f"{name}.mp4", size=(96, 160), rate=6, frames=6 * seconds, sound=tone(30 * seconds))
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(folder), name, str(30 * seconds - 15)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    return int(done.stdout)


def test_a_ten_times_longer_clip_needs_no_more_memory(tmp_path: Path) -> None:
    assert peak(tmp_path, "long", 40) < peak(tmp_path, "short", 4) + MARGIN
