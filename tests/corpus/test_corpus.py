"""Every kind of input, from the API to the film's frames and sound."""

import sys
from pathlib import Path

import pytest

from tests.corpus.catalogue import inputs
from tests.corpus.filming import open_studio
from tests.corpus.table import run
from tests.harness.fixtures import NewDatabase


@pytest.mark.timeout(1200)
async def test_every_input_is_in_the_film_as_it_means_or_is_refused_by_name(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    async with open_studio(new_database("corpus"), tmp_path) as studio:
        table = await run(studio, inputs())

    sys.stdout.writelines(f"{line}\n" for line in table)
    wrong = [str(line) for line in table if not line.finding.ok]
    assert not wrong, "\n".join(wrong)
