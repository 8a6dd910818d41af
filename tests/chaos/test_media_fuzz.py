"""Damaged media files of fixed seeds: each becomes part of a film, or is refused with a sentence."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import psutil
import pytest

from domain import timeouts
from domain.brief import AssetType
from domain.errors import InputRejected, TakeLost
from domain.film_format import Transition
from domain.ports.editor import CutClip, CutPlan
from media.bounded_process import MEMORY_GB
from media.editor import ProcessEditor
from providers.animatic.models import AnimaticVideo
from tests.corpus.catalogue import inputs
from tests.corpus.mutations import mutated
from tests.harness.api_bodies import ASSETS
from tests.harness.stack import Stack
from tests.unit.media.material import TINY, a_shot, an_own_clip

BLOCK = 100
BLOCKS = 20
"""`make chaos` tries them all, `make test` the first."""

LARGEST_INPUT = 150_000
BOUND_SECONDS = 4 * timeouts.DECODE
"""A little above the bounds of all that is done with one file."""

BOUND_BYTES = int((MEMORY_GB + 0.5) * 1024**3)
"""The bound of a process's work, and what the process has before it."""

FRAMES = 15


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The small inputs of the corpus."""
    folder, made = tmp_path_factory.mktemp("inputs"), []
    for each in inputs():
        each.make(folder / each.name)
        made.append((folder / each.name).read_bytes())
    return [data for data in made if len(data) <= LARGEST_INPUT]


@dataclass
class Trial:
    """Puts damaged files to every use that their kind allows. `ends` counts how it ended."""

    editor: ProcessEditor
    folder: Path
    clip: CutClip
    ends: dict[str, int] = field(default_factory=dict)

    async def of(self, data: bytes) -> None:
        path = self.folder / "input"
        path.write_bytes(data)
        try:
            kind = await self.editor.probe_file(path)
            for use in await self._uses(kind.type, path):
                self._count(f"{kind.type} {use}")
        except (InputRejected, TakeLost) as refusal:
            self._count(f"{type(refusal).__name__}{'' if ' ' in refusal.message else ' without a sentence'}")

    async def _uses(self, kind: AssetType, path: Path) -> Sequence[str]:
        """Use an accepted file as its kind is used. Errors: InputRejected, TakeLost."""
        if kind is AssetType.AUDIO:
            result = await self.editor.cut(
                CutPlan(clips=(self.clip,), music=path), self.folder / "film.mp4", TINY, lambda _: None
            )
            return ["left out, with a warning" if result.left_out else "heard"]
        await self.editor.preview(path, self.folder / "preview.jpg", 200)
        shot = a_shot(path, format=TINY, frames=FRAMES, script="")
        await AnimaticVideo().collect("order", shot, self.folder / "drawn.mp4", lambda _: None)
        if kind is AssetType.IMAGE:
            return ["drawn"]
        (self.folder / "clip").mkdir(exist_ok=True)
        await self.editor.prepare(path, self.folder / "clip", FRAMES, TINY)
        return ["drawn", "filmed"]

    def _count(self, end: str) -> None:
        self.ends[end] = self.ends.get(end, 0) + 1


@pytest.fixture
async def trial(tmp_path: Path) -> Trial:
    editor = ProcessEditor(tmp_path / "cache")
    (tmp_path / "own").mkdir()
    original = an_own_clip(tmp_path / "own" / "original.mp4", 30)
    files = await editor.prepare(original, tmp_path / "own", 30, TINY)
    return Trial(editor, tmp_path, CutClip(**dict(files), transition=Transition.CUT, take=UUID(int=1)))


def largest_process() -> int:
    """The most memory, in bytes, that one of the living worker processes has had resident."""
    peaks = [0]
    for child in psutil.Process().children(recursive=True):
        try:
            status = Path(f"/proc/{child.pid}/status").read_text()
        except OSError:  # it has ended meanwhile
            continue
        peaks += [int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")]
    return max(peaks)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("block", [0, *(pytest.param(block, marks=pytest.mark.thorough) for block in range(1, BLOCKS))])
async def test_a_damaged_file_is_used_or_refused_in_time_and_memory(
    block: int, files: list[bytes], trial: Trial
) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        try:
            async with asyncio.timeout(BOUND_SECONDS):
                await trial.of(mutated(files, seed))
        except Exception as error:
            raise AssertionError(f"seed {seed}: {type(error).__name__}: {error}") from error
        assert largest_process() < BOUND_BYTES, f"seed {seed}"

    assert not [end for end in trial.ends if "without a sentence" in end]
    assert any("drawn" in end for end in trial.ends), trial.ends
    assert trial.ends["InputRejected"] > 5


async def test_damaged_files_that_are_uploaded_are_stored_or_refused(stack: Stack, files: list[bytes]) -> None:
    answers = []
    for seed in range(12):
        answer = await stack.http.post(ASSETS, files={"file": ("damaged", mutated(files, seed))})
        answers.append(answer.status_code)
        assert answer.status_code == 201 or answer.json()["errors"][0]["path"] == "file", answer.text

    assert set(answers) == {201, 422}
